"""What each option gives: `python -m benchmarks.ablation DATA --target es --out runs/ablation`.

One epoch of co-training for each row, always from the same three teachers, which are warmed up once and shared. Scores are on the
development sets: the data are read without their test sets. Every row is a run in a folder of its own; stopped, the same command
goes on, and rows that are in the result file are not run again."""
import argparse, json
from dataclasses import replace
from pathlib import Path

import torch
from xla_nb.config import Config
from xla_nb.corpora import load_task_data, TaskData
from xla_nb.presets import get_preset
from xla_nb.run import Run

from .work import machine

BOTH, TARGET = ('source', 'target'), ('target',)
ROWS = { # Name -> what differs from the row above it
    'agreed sentences (the paper)': dict(epochs=(BOTH,), eta=(.8,), agree='intersection', consistent=0.),
    'every sentence': dict(eta=(1.,)),
    'agreed words': dict(agree='word'),
    "the peers' mean": dict(agree='soft'),
    "the peers' mean, sharpened": dict(agree='sharp'),
    'one name, one kind': dict(consistent=.5),
    'and the source switched': dict(epochs=(('switched', 'target'),)),
    'the target alone': dict(epochs=(TARGET,))}

def without_test(d: TaskData) -> TaskData:
    "The data as if no test set were there, so that dev sets are scored"
    source, target = (type(s)({k: v for k, v in s.items() if k != 'test'}) for s in (d.source, d.target))
    return replace(d, source=source, target=target)

def settings(data: str, target: str, **more) -> dict[str, Config]:
    "The config of each row"
    c, out = get_preset('small', data=data, target=target, baselines=('control',), layers=6, **more), {}
    for name, change in ROWS.items(): out[name] = c = replace(c, **change)
    return out

def summary(run: Run) -> dict:
    "Scores, and what is gained over the teachers and over as many steps on the source"
    r = run.results
    return dict(rows=r['rows'], gains=r['gains'], seconds=r['seconds']['by_kind'])

def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('data')
    p.add_argument('--target', default='es')
    p.add_argument('--model', default='small')
    p.add_argument('--mix', type=int, default=2400, help='examples of each lesson')
    p.add_argument('--only', nargs='*', help='rows')
    p.add_argument('--runs', type=Path, default=Path('runs/ablation'))
    p.add_argument('--out', type=Path, default=Path('nbs/analysis/results/small/ablation-es.json'))
    a = p.parse_args()
    torch.set_num_threads(2)
    found = json.loads(a.out.read_text()) if a.out.exists() else dict(rows={})
    data = without_test(load_task_data('xner', a.data, target=a.target))
    for i, (name, config) in enumerate(settings(a.data, a.target, mix_size=a.mix, model=a.model).items()):
        if name in found['rows'] or (a.only and name not in a.only): continue
        run = Run(config, a.runs/f'{a.target}-{i}', data, cache=a.runs/'cache').fit()
        found['rows'][name] = summary(run) | dict(config={k: run.results['config'][k] for k in ('epochs', 'eta', 'agree', 'consistent')})
        found |= dict(target=a.target, mix_size=a.mix, seeds=list(config.seeds), sizes=run.results['sizes'], machine=machine())
        a.out.write_text(json.dumps(found, indent=1) + '\n')
        print(name, found['rows'][name]['rows']['xla'], flush=True)

if __name__ == '__main__': main()
