export { type FlowCommand, orderFlow } from './flow-command.ts';
export { Mt19937x64 } from './mt19937-64.ts';
export { CommandKind, type FlowOptions, MAX_FLOW_ORDERS, MAX_FLOW_SYMBOLS, OrderFlow } from './order-flow.ts';
