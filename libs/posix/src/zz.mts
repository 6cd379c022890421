import { addressOf, connectTcp, EpollSet, listenTcp, os, raw } from './index.ts';
for (const useEpoll of [false,true]) {
const l = listenTcp({host:'127.0.0.1',port:0}); const c=connectTcp(l); const s=raw.accept4(l.fd, os.SOCK_NONBLOCK);
const m=new Uint8Array(64), a=addressOf(m);
if(useEpoll){const e=EpollSet.open(4); e.add(s,os.EPOLLIN,0,0);}
for(let r=0;r<4;r++){const hist:Record<string,number>={};const t=performance.now();for(let i=0;i<100000;i++){const x=raw.send(c,a,1,os.MSG_NOSIGNAL);const n=raw.recv(s,a,1,0);hist[x+'/'+n]=(hist[x+'/'+n]??0)+1;}console.log(useEpoll,((performance.now()-t)*10).toFixed(0)+' ns',hist);}
}
