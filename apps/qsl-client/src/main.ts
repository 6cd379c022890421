import { runCli } from '@qsl/cli';
import manifest from '../package.json' with { type: 'json' };
import { loadCommand } from './load/command.ts';
import { oneShotCommand } from './one-shot/command.ts';

runCli({
  name: 'qsl-client',
  summary: 'sends orders to a QSL gateway, one by one or by the million',
  version: manifest.version,
  commands: [oneShotCommand, loadCommand],
  examples: [
    ['$0', 'one order and a heartbeat to 127.0.0.1:9009'],
    ['$0 9010 --side sell --price 99 --quantity 7', 'another order, to another port'],
    ['$0 load --connections 8 --depth 64 --orders 1000000', 'the rate that a gateway sustains'],
    ['$0 load --rate 50000 --duration 10s --cpu 0', 'latency at a rate that does not wait for the gateway'],
    ['$0 load --churn --orders 500 --connections 1', '500 connections, one after the other'],
  ],
});
