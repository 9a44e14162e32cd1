"""How an encoder should start: `python -m benchmarks.start`.

Warm-ups without penalty on the English sentences of Universal NER that ship, one epoch, with all layers of `small` or the lower half,
with the vectors that the head reads as they are or standardised; three seeds, scored on both test sets. What is in the file is not
run again."""
import argparse, json
from dataclasses import replace
from pathlib import Path

import torch
from xla_nb.config import FitConfig
from xla_nb.evaluate import score
from xla_nb.load import Pretrained
from xla_nb.run import _load_data
from xla_nb.presets import get_preset
from xla_nb.warmup import predict, warm_up

from .trunk import trimmed
from .work import machine

CFG = FitConfig(batch_size=16, epochs=1, penalty=0., freeze=True, max_length=192, precision='fp32')

def one(base: str, d, layers: int, lr: float, standardise: bool, seed: int) -> dict:
    "A warm-up and its scores"
    m = warm_up(Pretrained(base, layers), d.source['train'], 'xner', replace(CFG, lr=lr, standardise=standardise), seed)
    sets = {d.source_lang: d.source['test'], d.target_lang: d.target['test']}
    return dict(layers=layers, lr=lr, standardise=standardise, seed=seed, losses=m.info['losses'],
        scores={n: round(float(score('xner', ds, predict(m, ds, 192)).value), 2) for n, ds in sets.items()})

def measure(out: Path, work: Path, seeds=(1, 2, 3), settings=((6, 2e-4), (12, 2e-4))) -> dict:
    d = _load_data(get_preset('demo-uner'))
    base = trimmed('small', [*d.source.values(), *d.target.values()], work/'base')
    found = json.loads(out.read_text()) if out.exists() else dict(model='small', data='uner', machine=machine(), runs=[],
        sentences={f'{s}_{k}': len(ds) for s in ('source', 'target') for k, ds in getattr(d, s).items()})
    for seed in seeds:
        for layers, lr in settings:
            for standardise in (True, False):
                key = dict(layers=layers, lr=lr, standardise=standardise, seed=seed)
                if any(key.items() <= r.items() for r in found['runs']): continue
                found['runs'].append(one(base, d, **key))
                print({k: v for k, v in found['runs'][-1].items() if k != 'losses'}, flush=True)
                out.write_text(json.dumps(found, indent=1) + '\n')
    return found

def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('--out', type=Path, default=Path('nbs/analysis/results/start.json'))
    p.add_argument('--work', type=Path, default=Path('.cache/start'), help='folder for the trimmed model')
    a = p.parse_args()
    torch.set_num_threads(2)
    measure(a.out, a.work)

if __name__ == '__main__': main()
