"""What it gives to read tags together: `python -m benchmarks.reading RUN --data DIR`.

The warmed-up models of a finished run label the test sets of several languages once; the same probabilities are then read word by
word and as the likeliest tags that can stand together. Nothing is trained."""
import argparse, json
from dataclasses import replace
from pathlib import Path

import torch
from xla_nb.corpora import load_task_data
from xla_nb.evaluate import ensemble, score
from xla_nb.load import TaskModel
from xla_nb.run import Run
from xla_nb.use import _untrimmed
from xla_nb.warmup import predict

from .work import machine

def tests(data: str, source: str, targets: list[str]) -> dict:
    "The test set of each language (dev where there is none), by its name"
    loaded = {t: load_task_data('xner', data, source=source, target=t) for t in targets}
    sides = {source: loaded[targets[0]].source} | {t: d.target for t, d in loaded.items()}
    return {l: s.get('test', s.get('dev')) for l, s in sides.items()}

def measure(run: Run, data: str, targets: list[str], kinds=('plain', 'cp')) -> dict:
    sets, rows = tests(data, run.config.source, targets), {}
    for kind in (k for k in kinds if run.stages(k)):
        models = _untrimmed([TaskModel.load(run.out/n, run.task) for n in run.stages(kind)])
        for lang, ds in sets.items():
            said = predict(models, ds, run.config.warmup.max_length)
            said = [*said, ensemble(said)] # the last one is the three together
            ways = dict(together=said, alone=[replace(p, inside=()) for p in said])
            rows.setdefault(kind, {})[lang] = {w: [round(score('xner', ds, p).value, 2) for p in ps] for w, ps in ways.items()}
            print(kind, lang, rows[kind][lang], flush=True)
    return dict(layers=run.config.layers, seeds=list(run.config.seeds), sentences={l: len(ds) for l, ds in sets.items()},
                rows=rows, machine=machine())

def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('run', type=Path)
    p.add_argument('--data', required=True)
    p.add_argument('--targets', default='es,de,ar')
    p.add_argument('--out', type=Path, default=Path('nbs/analysis/results/small/reading.json'))
    a = p.parse_args()
    torch.set_num_threads(2)
    found = measure(Run.load(a.run), a.data, a.targets.split(','))
    a.out.write_text(json.dumps(found, indent=1) + '\n')

if __name__ == '__main__': main()
