"""What a frozen trunk costs and saves: `python -m benchmarks.trunk --data DIR --out FILE`.

One warm-up without penalty for each number of frozen layers: one epoch of the first sentences of a shuffled English training
set, one seed, scored on English development and target test sentences. Settings already in FILE are not run again."""
import argparse, json
from pathlib import Path
from time import perf_counter

import torch
from xla_nb.config import FitConfig, get_task
from xla_nb.corpora import load_task_data
from xla_nb.evaluate import score
from xla_nb.load import Pretrained
from xla_nb.run import _trim_to
from xla_nb.warmup import predict, warm_up

from .work import machine

def trimmed(name: str, texts, folder: Path) -> str:
    "A model cut to the pieces of these texts, as a run cuts it"
    if not folder.exists(): _trim_to(Pretrained(name), get_task('xner'), [ds.select_columns('tokens') for ds in texts]).save(folder)
    return str(folder)

def one(base: str, train, scored: dict, layers: int, lr: float) -> dict:
    "A model trained with so many layers frozen: seconds, scores"
    cfg = FitConfig(lr=lr, batch_size=16, epochs=1, penalty=0., freeze=True, max_length=192, precision='fp32', frozen_layers=layers)
    t = perf_counter()
    m = warm_up(base, train, 'xner', cfg, seed=1)
    took = perf_counter() - t
    return dict(frozen=layers, lr=lr, seconds=round(took), loss=m.info['losses'][-1]['loss'],
        scores={n: round(float(score('xner', ds, predict(m, ds, 192)).value), 2) for n, ds in scored.items()})

def measure(data: Path, out: Path, work: Path, target: str = 'es', n: int = 6000, model: str = 'small',
            settings=((0, 1e-4), (4, 1e-4), (6, 1e-4), (8, 1e-4), (0, 2e-4), (6, 2e-4), (8, 2e-4))) -> dict:
    d = load_task_data('xner', data, source='en', target=target)
    train = d.source['train'].shuffle(seed=0).select(range(n))
    scored = {'en': d.source['dev'].select(range(1500)), target: d.target['test']}
    base = trimmed(model, [train, *scored.values()], work/'base')
    found = json.loads(out.read_text()) if out.exists() else dict(model=model, sentences=n, scored={k: len(v) for k, v in scored.items()}, machine=machine(), runs=[])
    for layers, lr in settings:
        if any((r['frozen'], r['lr']) == (layers, lr) for r in found['runs']): continue
        found['runs'].append(one(base, train, scored, layers, lr))
        print(found['runs'][-1], flush=True)
        out.write_text(json.dumps(found, indent=1) + '\n')
    return found

def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('--data', type=Path, required=True, help='a folder with en/ and the target, as `xla-nb run --data` takes it')
    p.add_argument('--target', default='es')
    p.add_argument('--out', type=Path, default=Path('nbs/analysis/results/trunk.json'))
    p.add_argument('--work', type=Path, default=Path('.cache/trunk'), help='folder for the trimmed model')
    a = p.parse_args()
    torch.set_num_threads(2)
    measure(a.data, a.out, a.work, a.target)

if __name__ == '__main__': main()
