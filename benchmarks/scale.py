"""What one epoch takes as pools grow: `python -m benchmarks.scale growth shards selection pairs kill --out FILE`.

`growth`: generation, labelling by two peers and selection for so many sentences as long as real Spanish ones, with tiny models,
so that what remains is the work around them; each size in a process of its own. `shards`: labelling alone, in shards of the
smallest size. `pairs`: as many pairs as XNLI has, encoded,
queued, spliced and crossed with the model taken out. `selection`: distillation and agreement alone, of predictions that no
model made. `kill`: the same epoch ended by SIGKILL whenever it has finished something, and begun again. Parts
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
from xla_nb.encode import Predictions, _Rows
from xla_nb.load import Pretrained, TaskModel, tiny_lm
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
    def size(at): return sum(f.stat().st_size for f in at.rglob('*') if f.is_file())
    found['bytes'] = {at.name: size(at) for at in [folder/'pool', *sorted((folder/'run').iterdir())] if at.is_dir()}
    return found | dict(info=made.value.info, sum=selected(folder))

def selected(folder: Path) -> str:
    "A hash of all selections"
    files = sorted((folder/'run').glob('select-*/selection.safetensors'))
    return hashlib.blake2b(b''.join(f.read_bytes() for f in files), digest_size=8).hexdigest()

def shards(sizes: list[int], folder: Path) -> list[dict]:
    "Labelling in shards of the smallest size, one pool after another in one process"
    write_pool(folder, max(sizes))
    pool, rows = load_from_disk(folder/'pool'), []
    m = TaskModel.new(tiny_lm(folder/'lm', pool['tokens'][:2000], hidden=32, layers=1, vocab_size=8000), 'xner')
    predict(m, pool.select(range(min(sizes))))
    for n in sizes:
        found = dict(sentences=n, shard=min(sizes))
        with measured('labelling', found): predict(m, pool.select(range(n)), shard=min(sizes))
        rows.append(found)
    return rows

def child(part: str, *args) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, '-m', 'benchmarks.scale', part, *map(str, args)], env=os.environ | dict(TOKENIZERS_PARALLELISM='false'))

def growth(n: int, at: Path, make=write_pool, part: str = 'epoch') -> dict:
    with TemporaryDirectory(dir=at) as tmp:
        print(f'  {n:,} sentences', flush=True)
        make(Path(tmp), n)
        assert child(part, tmp).wait() == 0
        return dict(sentences=n) | json.loads((Path(tmp)/'found.json').read_text())

def traces(folder: Path) -> int:
    "Shards of generated sentences and stages that are finished"
    return len([*folder.glob('cache/*/shard-*'), *folder.glob('run/[!.]*/stage.json')])

def kill(n: int, at: Path, times: int = 6) -> dict:
    "An epoch in peace, and one that is killed each time it has left something more on disk, so many times"
    with TemporaryDirectory(dir=at) as a, TemporaryDirectory(dir=at) as b:
        for d in (a, b): write_pool(Path(d), n)
        assert child('epoch', a).wait() == 0
        for i in range(times):
            p, before = child('epoch', b), traces(Path(b))
            while p.poll() is None and traces(Path(b)) == before: time.sleep(.05)
            p.send_signal(signal.SIGKILL)
            print(f'    killed with {traces(Path(b))} files', flush=True)
            assert p.wait() == -signal.SIGKILL
        assert child('epoch', b).wait() == 0
        return dict(sentences=n, killed=times, equal=selected(Path(a)) == selected(Path(b)), sum=selected(Path(a)))

def make_predictions(folder: Path, n: int, classes: int = 9) -> None:
    "What two peers might say of so many sentences as long as real ones: mostly the same"
    lengths = np.interp(np.random.default_rng(0).random(n), np.linspace(0, 1, 21), LENGTHS['es']).round().astype(int)
    rows, offsets = (_Rows(), _Rows()), np.r_[0, np.cumsum(lengths)]
    for s in range(0, offsets[-1], 1 << 18):
        rng = np.random.default_rng(s)
        p = rng.random((min(1 << 18, offsets[-1] - s), classes), 'float32') ** 8
        for r in rows:
            q = np.where(rng.random((len(p), 1)) < .97, p, rng.permutation(p))
            r.add((q / q.sum(1, keepdims=True)).astype('float32'))
    for i, r in enumerate(rows): Predictions(r.all(), offsets).save(folder/f'{i}.safetensors')

def select(folder: Path) -> dict:
    "Distillation in both ways, and agreement, from files to a file"
    found = dict(before=round(resident('RssAnon')), bytes=sum(f.stat().st_size for f in folder.glob('?.safetensors')))
    for how, eta in (('confidence', .8), ('gmm', .5)):
        with measured(how, found):
            kept = agree(*(distil(Predictions.load(folder/f'{i}.safetensors'), how, eta) for i in range(2)))
            kept.save(folder/'kept.safetensors')
        found[f'kept {how}'] = len(kept)
    return found

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
    p.add_argument('parts', nargs='+', help='growth, shards, selection, pairs, kill')
    p.add_argument('--sizes', default='10000,30000,100000', help='sentences, for all but pairs')
    p.add_argument('--pairs', default='10000,392702')
    p.add_argument('--data', help='a folder with XNLI, for pairs')
    p.add_argument('--at', type=Path, default=Path('/tmp'), help='where working files go')
    p.add_argument('--out', type=Path, default=Path('nbs/analysis/results/scale.json'))
    a = p.parse_args()
    torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', 1)))
    if a.parts[0] in ('epoch', 'select'): # a child
        folder = Path(a.parts[1])
        found = select(folder) if a.parts[0] == 'select' else one_epoch(folder, load_from_disk(folder/'pool'))
        (folder/'found.json').write_text(json.dumps(found)); return
    done = json.loads(a.out.read_text()) if a.out.exists() else {}
    sizes = [int(s) for s in a.sizes.split(',')]
    def keep(**found):
        done.update(found, machine=machine())
        a.out.write_text(json.dumps(done, indent=1) + '\n')
    def more(part, row): # in the place of one of the same size
        (_, n), *_ = row.items()
        keep(**{part: sorted([r for r in done.get(part, []) if [*r.values()][0] != n] + [row], key=lambda r: [*r.values()][0])})
    for part in a.parts:
        print(part, flush=True)
        if part == 'kill': keep(kill=kill(sizes[0], a.at))
        elif part == 'pairs':
            for n in map(int, a.pairs.split(',')):
                with TemporaryDirectory(dir=a.at) as tmp: more('pairs', pairs(n, a.data, Path(tmp)))
        elif part == 'shards':
            with TemporaryDirectory(dir=a.at) as tmp: keep(shards=shards(sizes, Path(tmp)))
        else:
            how = (make_predictions, 'select') if part == 'selection' else ()
            for n in sizes: more(part, growth(n, a.at, *how))

if __name__ == '__main__': main()
