"""What one epoch takes as pools grow: `python -m benchmarks.scale growth pairs kill --out FILE`.

`growth`: generation, labelling by two peers and selection for so many sentences as long as real Spanish ones, with tiny models,
so that what remains is the work around them; each size in a process of its own. `pairs`: as many pairs as XNLI has, encoded,
queued, spliced and crossed with the model taken out. `kill`: the same epoch ended by SIGKILL again and again, and on. Parts
can be run alone and replace their own entry of FILE. `--sizes 1000` is a smoke test."""
import argparse, hashlib, json, os, signal, subprocess, sys, threading, time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np, torch
from datasets import Dataset, load_from_disk
from xla_nb.config import FitConfig, GenConfig
from xla_nb.corpora import load_task_data
from xla_nb.distil import agree, distil
from xla_nb.load import Pretrained, load_tokenizer, tiny_lm
from xla_nb.samples import sample_data
from xla_nb.store import Store
from xla_nb.warmup import predict, warm_up
import xla_nb.vicinity as vicinity

from .work import LENGTHS, machine, words_like

def resident(kind: str) -> float: # MB
    "Memory of this process: `RssAnon` its own, `VmHWM` the most that was ever mapped, files read included"
    return next(int(l.split()[1]) for l in Path('/proc/self/status').read_text().splitlines() if l.startswith(kind)) / 1000

@contextmanager
def measured(name: str, found: dict):
    "Seconds of a stage; the most own memory, and the most with files that are mapped, in MB"
    own, over = [resident('RssAnon')], threading.Event()
    def watch():
        while not over.wait(.02): own[0] = max(own[0], resident('RssAnon'))
    Path('/proc/self/clear_refs').write_text('5') # forget the peak so far
    thread, t0, cpu0 = threading.Thread(target=watch, daemon=True), time.perf_counter(), time.process_time()
    thread.start()
    yield
    over.set(); thread.join()
    found[name] = dict(seconds=round(time.perf_counter() - t0, 2), cpu=round(time.process_time() - cpu0, 2), own=round(own[0]), mapped=round(resident('VmHWM')))
    print(f'    {name}: {found[name]}', flush=True)

def write_pool(folder: Path, n: int) -> Dataset:
    "So many different sentences of the generated corpus, as long as real ones"
    def rows():
        for s in range(0, n, 10_000):
            lengths = np.interp(np.random.default_rng(s).random(min(10_000, n - s)), np.linspace(0, 1, 21), LENGTHS['es'])
            for words in words_like('es', lengths.round().astype(int), s): yield dict(tokens=words)
    Dataset.from_generator(rows, cache_dir=str(folder/'made')).save_to_disk(folder/'pool')

def start(folder: Path) -> tuple[Store, Pretrained, list]:
    "A store, the tiny masked LM, and two peers"
    source, lm = sample_data('xner', 'en')['train'], folder/'lm'
    words = [s for l in ('en', 'es') for s in sample_data('xner', l)['train']['tokens']]
    if not (lm/'config.json').exists(): tiny_lm(lm, words, hidden=32, layers=1, vocab_size=8000)
    store, fit = Store(folder/'run', cache=folder/'cache'), FitConfig(max_steps=150, lr=3e-3, batch_size=32)
    return store, Pretrained(str(lm)), [store(warm_up, Pretrained(str(lm)), source, 'xner', fit, s, at=f'model-{s}') for s in (1, 2)]

def one_epoch(folder: Path, pool: Dataset) -> dict:
    "Stages of an epoch in a folder, finished ones left alone"
    store, lm, peers = start(folder)
    found, says = dict(before=round(resident('RssAnon'))), {}
    with measured('generation', found): made = store(vicinity.generate, pool, lm, GenConfig(delta=1), at='vicinity')
    for name, X in dict(target=pool, target_vicinal=made).items():
        with measured(f'labelling {name}', found):
            says[name] = [store(predict, m, X, at=f'predictions-{i}-{name}') for i, m in enumerate(peers)]
        with measured(f'selection {name}', found):
            a, b = (store(distil, p, 'confidence', .8, ('loss',), name) for p in says[name])
            kept = store(agree, a, b, at=f'select-{name}').value
        found[f'kept {name}'] = len(kept)
    found['sum'] = selected(folder)
    return found

def selected(folder: Path) -> str:
    "A hash of all selections"
    files = sorted((folder/'run').glob('select-*/selection.safetensors'))
    return hashlib.blake2b(b''.join(f.read_bytes() for f in files), digest_size=8).hexdigest()

def child(part: str, *args) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, '-m', 'benchmarks.scale', part, *map(str, args)], env=os.environ | dict(TOKENIZERS_PARALLELISM='false'))

def growth(n: int, at: Path) -> dict:
    with TemporaryDirectory(dir=at) as tmp:
        print(f'  {n:,} sentences', flush=True)
        write_pool(Path(tmp), n)
        assert child('epoch', tmp).wait() == 0
        return dict(sentences=n) | json.loads((Path(tmp)/'found.json').read_text())

def kill(n: int, at: Path, every: float = 8.) -> dict:
    "An epoch in peace, and one that is killed every so many seconds and begun again"
    with TemporaryDirectory(dir=at) as a, TemporaryDirectory(dir=at) as b:
        for d in (a, b): write_pool(Path(d), n)
        assert child('epoch', a).wait() == 0
        killed = 0
        while True:
            p = child('epoch', b)
            try: code = p.wait(every + 2 * killed); break
            except subprocess.TimeoutExpired: p.send_signal(signal.SIGKILL); p.wait(); killed += 1
        assert code == 0
        return dict(sentences=n, killed=killed, equal=selected(Path(a)) == selected(Path(b)))

class NoModel:
    "In the place of a masked LM and its scores"
    def __init__(self, model, ids, bf16=False): pass
    def __enter__(self): return self
    def __exit__(self, *exc): pass
    def __call__(self, batch, at): return at

def first_piece(scores, ids, ends): return np.tile(ids[ends[:-1]], (len(scores), 1))

def pairs(n: int, data: str, folder: Path) -> dict:
    "Pairs of real lengths, parts of real ones put together anew, through `generate` with the model taken out"
    real, rng = load_task_data('xnli', data, 'en', 'de').source['train'], np.random.default_rng(0)
    tails = [t.split() for t in real['text_b']]
    def rows(): # a premise for each three hypotheses, as in XNLI; the last words of another text make them different
        for i in range(n):
            a, b = real[i // 3 % len(real)]['text_a'], real[i % len(real)]['text_b']
            yield dict(text_a=f'{a} {i // 3 // len(real)}', text_b=f'{b.rsplit(" ", 1)[0]} {" ".join(tails[rng.integers(len(tails))][-1:])} {i}')
    pool, found = Dataset.from_generator(rows, cache_dir=str(folder/'made')), dict(pairs=n, before=round(resident('RssAnon')))
    lm, cfg, spent, write = vicinity.load_vicinity('mini'), GenConfig(delta=2), np.zeros(2), vicinity._Writer.__call__
    vicinity._lexicon_for('', lm[1]) # found out once, whatever the number of pairs
    def timed(self, *args): # encoded, queued, kept and read back; the rest is splicing and crossing
        t = np.array([time.perf_counter(), time.process_time()])
        out = write(self, *args)
        spent[:] += [time.perf_counter(), time.process_time()] - t
        return out
    with patch.object(vicinity._Writer, '__call__', timed), patch.object(vicinity, '_MaskedRows', NoModel), patch.object(vicinity, '_best', first_piece), measured('generation', found):
        made = vicinity.generate(pool, lm, cfg, columns=('text_a', 'text_b'))
    return found | dict(queued=dict(zip(('seconds', 'cpu'), spent.round(2).tolist())), info=made.info)

def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('parts', nargs='+', help='growth, pairs, kill')
    p.add_argument('--sizes', default='10000,30000,100000', help='sentences, for growth')
    p.add_argument('--pairs', type=int, default=392_702)
    p.add_argument('--data', help='a folder with XNLI, for pairs')
    p.add_argument('--at', type=Path, default=Path('/tmp'), help='where working files go')
    p.add_argument('--out', type=Path, default=Path('nbs/analysis/results/scale.json'))
    a = p.parse_args()
    torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', 1)))
    if a.parts[0] == 'epoch':
        folder = Path(a.parts[1])
        (folder/'found.json').write_text(json.dumps(one_epoch(folder, load_from_disk(folder/'pool')), indent=1)); return
    done = json.loads(a.out.read_text()) if a.out.exists() else {}
    sizes = [int(s) for s in a.sizes.split(',')]
    def keep(**found):
        done.update(found, machine=machine())
        a.out.write_text(json.dumps(done, indent=1) + '\n')
    for part in a.parts:
        print(part, flush=True)
        if part == 'kill': keep(kill=kill(sizes[0], a.at))
        elif part == 'pairs':
            with TemporaryDirectory(dir=a.at) as tmp: keep(pairs=pairs(a.pairs, a.data, Path(tmp)))
        else:
            for n in sizes: keep(growth=[r for r in done.get('growth', []) if r['sentences'] != n] + [growth(n, a.at)])

if __name__ == '__main__': main()
