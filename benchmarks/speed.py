"""How fast XLA's own work is, beside what people would use otherwise: `python -m benchmarks.speed --out FILE`.

Every number that is compared with another comes from one process, the ways in turn, round after round; medians are
taken over the rounds. Parts can be run alone and replace their own entry of FILE; benchmarks/README.md says what
each of them is."""
import argparse, json, os, sys, types, warnings
from contextlib import ExitStack
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

import numpy as np, torch
import torch.nn.functional as F
from datasets import Dataset
from torch.profiler import ProfilerActivity, profile
from transformers import (AutoModelForTokenClassification, BertConfig, DataCollatorForTokenClassification, PreTrainedTokenizerFast, Trainer,
    XLMRobertaConfig, pipeline)
from transformers.utils import logging as hf_logging
import xla_nb.encoder as fast, xla_nb.vicinity as vicinity, xla_nb.warmup as warmup
from xla_nb.config import FitConfig, get_task
from xla_nb.encode import encode
from xla_nb.encoder import FastEncoder, _token_budget
from xla_nb.load import TaskModel
from xla_nb.vicinity import _draw_words, load_vicinity, successive_max, _MaskedRows, _run_queue, _word_lexicon
from xla_nb.warmup import predict

from .work import (clock, interleaved, jobs_for, lexicon_of, like_mini, machine, mini, mini_lexicon, passes, products, products_all,
    rates, sentences, words_like, write_bert, xlmr)

def per(seconds: list[float]) -> dict:
    "Median, and all rounds"
    return dict(median=median(seconds), rounds=[round(s, 6) for s in seconds])

def compare(ways: dict[str, Callable], rounds: int) -> dict:
    "Each way in turn; a way that fails says why instead"
    out = {}
    for name in list(ways):
        try: ways[name](0)
        except Exception as e: out[name] = dict(error=f'{type(e).__name__}: {str(e)[:300]}'); del ways[name]
        print(f'  {name}: ready' if name in ways else f'  {name}: {out[name]["error"]}', flush=True)
    took = interleaved(ways, rounds)
    for name, t in took.items(): print(f'  {name}: {median(t):.3g} s', flush=True)
    return out | {k: per(t) for k, t in took.items()}

def engine(model, tokenizer, lexicon, sents, precision='fp32', budget=None, **kw) -> tuple[float, list]:
    "Seconds, and the jobs done"
    jobs = jobs_for(sents, tokenizer, **kw)
    return clock(lambda: _run_queue(model, tokenizer, jobs, lexicon, budget, precision)), jobs

def parts(sents, rounds: int) -> Callable:
    "The sentences of a round, or every `step`-th of them; always of all lengths, in an order that is not that of their lengths"
    def part(r: int, step: int = 1) -> list[list[str]]:
        mine = sents[r % rounds::rounds]
        mine = mine[min(step // 2, len(mine) - 1)::step]
        return [mine[i] for i in np.random.default_rng(r).permutation(len(mine))]
    return part

def n_masks(sents) -> int: return sum(len(_draw_words(s)) for s in sents)

def fill_mask(pipe, sents, batch: int) -> list[list[str]]:
    "Successive max by `pipeline('fill-mask')`: one mask of every unfinished sentence at a time"
    new, todo = [list(s) for s in sents], [_draw_words(s)[::-1].tolist() for s in sents]
    while at := [(i, t.pop()) for i, t in enumerate(todo) if t]:
        for i, k in at: new[i][k] = pipe.tokenizer.mask_token
        outs = pipe([' '.join(new[i]) for i, _ in at], batch_size=batch, top_k=1)
        for (i, k), o in zip(at, outs): new[i][k] = (o[0] if isinstance(o, list) else o)['token_str'].strip()
    return new

def best_batch(f: Callable[[int], object], sizes=(1, 4, 16, 32)) -> int:
    "The batch size that takes least time"
    f(sizes[-1])
    return min(sizes, key=lambda b: clock(lambda: f(b)))

def generation(scale: float, rounds: int) -> dict:
    "Successive max: the plain loop, the fill-mask pipeline, the engine"
    (model, tok), lex, sents = mini(), mini_lexicon(), sentences(max(16, int(2000 * scale)))
    part = parts(sents, rounds)
    pipe = pipeline('fill-mask', model=model, tokenizer=tok, device='cpu')
    batch = best_batch(lambda b: fill_mask(pipe, part(0, 4), b))
    words, same = {}, {}
    def loop(r):
        s = part(r, 8)
        took = clock(lambda: words.update({r: [successive_max(model, tok, w, lexicon=lex) for w in s]}))
        return took / n_masks(s)
    def run(precision):
        def timed(r):
            s = [sents[i] for i in np.random.default_rng(r).permutation(len(sents))] # a pool, as it comes
            took, jobs = engine(model, tok, lex, s, precision)
            new = {tuple(s[j.row]): [lex.text[j.changed[k]] if k in j.changed else w for k, w in enumerate(s[j.row])] for j in jobs}
            same.setdefault(precision, []).extend(new[tuple(w)][k] == x[k] for w, x in zip(part(r, 8), words[r]) for k in _draw_words(w))
            return took / n_masks(s)
        return timed
    def filled(r): s = part(r, 4); return clock(lambda: fill_mask(pipe, s, batch)) / n_masks(s)
    found = compare({'plain loop': loop, 'fill-mask pipeline': filled, 'engine, fp32': run('fp32'), 'engine, bf16': run('bf16')} | rates(), rounds)
    n = passes(jobs_for(sents, tok))
    return dict(seconds_per_mask=found, batch_of_pipeline=batch, same_tokens={k: float(np.mean(v)) for k, v in same.items()}, model='mini', sentences=len(sents), words=sum(map(len, sents)), masks=len(n),
        pieces=int(sum(n)), operations=dict(engine=products(model.config, n, len(lex.ids)), loop=products_all(model.config, n)))

class _Absent(types.ModuleType):
    "A module whose every name is `object`"
    __path__ = []
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return object

def let_in_textattack(folder: Path):
    "TextAttack's import wants downloads and flair, which this transformation has no need of: a stopword, and nothing to stand in for flair (it cannot be imported beside transformers 5)"
    import nltk
    (folder / 'corpora' / 'stopwords').mkdir(parents=True)
    (folder / 'corpora' / 'stopwords' / 'english').write_text('the\n')
    (folder / 'post_install_check_3').touch()
    nltk.data.path.insert(0, str(folder))
    os.environ['TA_CACHE_DIR'] = str(folder)
    for name in ('flair', 'flair.data', 'flair.models'): sys.modules.setdefault(name, _Absent(name))
    for name in ('data', 'models'): setattr(sys.modules['flair'], name, sys.modules[f'flair.{name}'])

def textattack_way(model, tok, longest: int, folder: Path) -> Callable:
    "`WordSwapMaskedLM`, best candidate, one word after another"
    let_in_textattack(folder)
    from textattack.shared import AttackedText
    from textattack.transformations import WordSwapMaskedLM
    swap = WordSwapMaskedLM(method='bae', masked_language_model=model, tokenizer=tok, max_length=longest, max_candidates=1, min_confidence=0.)
    def edit(sents) -> int:
        n = 0
        for s in sents:
            text = AttackedText(' '.join(s))
            for k in _draw_words(text.words): text, n = next(iter(swap(text, indices_to_modify={int(k)})), text), n + 1
        return n
    return edit

def nlpaug_way(folder: Path) -> Callable:
    "`ContextualWordEmbsAug`, substitution of 30 percent"
    import nlpaug.augmenter.word as naw
    fast = PreTrainedTokenizerFast # has these two under other names since transformers 5
    fast._convert_token_to_id, fast._convert_id_to_token = fast.convert_tokens_to_ids, fast.convert_ids_to_tokens
    aug = naw.ContextualWordEmbsAug(model_path=str(folder), model_type='bert', action='substitute', aug_p=.3, aug_min=1, aug_max=None, top_k=1, device='cpu', batch_size=32)
    done, plain = [0], aug.model.predict
    def counted(texts, **kw): done[0] += len(texts); return plain(texts, **kw)
    aug.model.predict = counted
    def edit(sents) -> int:
        done[0] = 0
        aug.augment([' '.join(s) for s in sents])
        return done[0]
    return edit

def peers(scale: float, rounds: int) -> dict:
    "The same with a BERT, which nlpaug and TextAttack accept"
    with TemporaryDirectory() as tmp:
        folder = write_bert(Path(tmp) / 'bert')
        model, tok = load_vicinity(folder)
        lex, sents = _word_lexicon(tok), sentences(max(16, int(2000 * scale)))
        part = parts(sents, rounds)
        longest = max(map(len, tok([' '.join(s) for s in sents])['input_ids'])) + 2
        ways, failed = {}, {}
        for name, make in (('nlpaug', lambda: nlpaug_way(folder)), ('TextAttack', lambda: textattack_way(model, tok, longest, Path(tmp) / 'textattack'))):
            try: edit = make()
            except Exception as e: failed[name] = dict(error=f'{type(e).__name__}: {str(e)[:300]}'); print(f'  {name}: {failed[name]["error"]}'); continue
            def timed(r, edit=edit):
                t = perf_counter(); n = edit(part(r, 8))
                return (perf_counter() - t) / n
            ways[name] = timed
        def loop(r): s = part(r, 8); return clock(lambda: [successive_max(model, tok, w, lexicon=lex) for w in s]) / n_masks(s)
        ways |= {'plain loop': loop} | {f'engine, {p}': lambda r, p=p: engine(model, tok, lex, part(r), p)[0] / n_masks(part(r)) for p in ('fp32', 'bf16')}
        found, n = compare(ways | rates(), rounds), passes(jobs_for(sents, tok))
    return dict(seconds_per_mask=failed | found, operations=dict(engine=products(model.config, n, len(lex.ids)), loop=products_all(model.config, n)), model='BERT, 4 layers of 256', pieces_in_vocabulary=len(tok), padded_by_textattack_to=longest, sentences=len(sents), masks=n_masks(sents))

KINDS = {'addmm': 'products', 'mm': 'products', '_linear_pointwise': 'products', 'mkldnn_linear': 'products', '_reorder_linear_weight': 'weights made ready', 'baddbmm': 'attention', 'bmm': 'attention', '_softmax': 'attention',
    'native_layer_norm': 'norms', 'index_select': 'laying out', 'index': 'laying out', 'copy_': 'copies', 'add': 'sums', 'argmax': 'best piece',
    '_softmax_backward_data': 'attention', 'native_layer_norm_backward': 'norms', 'gelu': 'activation', 'gelu_backward': 'activation', '_fused_adamw_': 'optimiser',
    'linalg_vector_norm': 'optimiser', 'random_': 'dropout', 'ge': 'dropout', 'bernoulli_': 'dropout', 'native_dropout': 'dropout', 'addcmul': 'sums', 'sum': 'sums', 'add_': 'sums'}

def profiled(f: Callable) -> dict[str, float]:
    "Shares of the processor's time by kind of operation"
    with profile(activities=[ProfilerActivity.CPU]) as p: f()
    spent = {}
    for e in p.key_averages():
        kind = KINDS.get(e.key.split('::')[-1], 'others')
        spent[kind] = spent.get(kind, 0) + e.self_cpu_time_total
    return {k: v / sum(spent.values()) for k, v in sorted(spent.items(), key=lambda kv: -kv[1])}

def limit_of(model, sents, masks: int | None, rounds: int) -> dict:
    "The share of the matrix-product rate that the engine reaches with one model"
    tok, c = mini()[1], model.config
    lex = lexicon_of(c.vocab_size)
    todo = passes(jobs_for(sents, tok, masks=masks))
    found = compare({p: lambda r, p=p: engine(model, tok, lex, sents, p, masks=masks)[0] for p in ('fp32', 'bf16')} | rates(), rounds)
    need = products(c, todo, len(lex.ids))
    share = {p: need / found[p]['median'] * found[f'product, {p}']['median'] for p in ('fp32', 'bf16')}
    print(' ', ', '.join(f'{p}: {x:.0%}' for p, x in share.items()), flush=True)
    where = {p: profiled(lambda: engine(model, tok, lex, sents, p, masks=masks)) for p in ('fp32', 'bf16')}
    return dict(seconds=found, operations=need, share=share, profile=where, sentences=len(sents), masks=len(todo), pieces=sum(todo), parameters=model.num_parameters(), layers=c.num_hidden_layers, width=c.hidden_size, vocabulary=c.vocab_size, allowed=len(lex.ids))

def limit(scale: float, rounds: int) -> dict:
    "The share of the matrix-product rate that the engine reaches: `mini` on sentences of all lengths, larger models on a stretch of the sorted queue"
    sents = sentences(2000)
    half = int(np.searchsorted(np.cumsum([len(s)**2 for s in sents]), sum(len(s)**2 for s in sents) / 2)) # before it, half of the work
    out = {}
    for name, n, make in (('mini', 1000, lambda: mini()[0]), ('base', 64, lambda: xlmr('base')), ('large', 24, lambda: xlmr('large'))):
        n = max(4, int(n * scale))
        print(name, flush=True)
        some, masks = (sents[len(sents) // n // 2::len(sents) // n], None) if name == 'mini' else (sents[half - n // 2:half + n // 2], 4)
        out[name] = limit_of(make(), some, masks, rounds)
    return out

def prediction(scale: float, rounds: int) -> dict:
    "Labels for a pool: the token-classification pipeline, one sentence padded to 280 at a time, `predict`"
    tok, sents, task = mini()[1], sentences(max(16, int(2000 * scale))), get_task('xner')
    models = [TaskModel.new('mini', task, seed=s) for s in (1, 2, 3)]
    first = models[0].model
    part = parts(sents, rounds)
    pipe = pipeline('token-classification', model=first, tokenizer=tok, device='cpu', aggregation_strategy='first')
    texts = lambda r, step: [' '.join(s) for s in part(r, step)]
    batch = best_batch(lambda b: pipe(texts(0, 2), batch_size=b))
    def padded(r, step=16):
        for s in part(r, step):
            enc = tok(s, is_split_into_words=True, padding='max_length', max_length=280, truncation=True, return_tensors='pt')
            with torch.inference_mode(): first(**enc).logits.softmax(-1)
    ours = lambda r, which, precision='fp32': predict(which, Dataset.from_dict(dict(tokens=part(r))), precision=precision)
    each = lambda f, step=1, n=1: lambda r: clock(lambda: f(r)) / len(part(r, step)) / n
    found = compare({'pipeline': each(lambda r: pipe(texts(r, 2), batch_size=batch), 2), 'one at a time, padded to 280': each(padded, 16),
        'predict, fp32': each(lambda r: ours(r, models[0])), 'predict, fp32, three models': each(lambda r: ours(r, models), n=3), 'predict, bf16': each(lambda r: ours(r, models[0], 'bf16'))} | rates(), rounds)
    s = part(0, 16)
    with torch.inference_mode(): alone = [first(**tok(w, is_split_into_words=True, return_tensors='pt')).logits[0].softmax(-1) for w in s]
    enc = encode(Dataset.from_dict(dict(tokens=s)), tok, task)
    plain = np.concatenate([a[enc.positions[b:e]] for a, b, e in zip(alone, enc.offsets, enc.offsets[1:])])
    differ = float(np.abs(predict(models[0], enc).probs - plain).max())
    print(f'  largest difference {differ:.2g}')
    return dict(seconds_per_sentence=found, batch_of_pipeline=batch, sentences=len(sents), words=sum(map(len, sents)), largest_difference=differ, model='mini',
        operations=products(first.config, [len(i) for i in tok(sents, is_split_into_words=True)['input_ids']], wanted=[len(s) for s in sents]))

def task_model(shape: str) -> TaskModel:
    "A tagger of a shape; the pieces are those of `mini`, so that the shapes differ in their layers alone"
    task = get_task('xner')
    if shape == 'mini': return TaskModel.new('mini', task, seed=1)
    tok, common = mini()[1], dict(num_hidden_layers=12, num_attention_heads=12, max_position_embeddings=514, id2label=task.id2label)
    config = BertConfig(vocab_size=len(tok), hidden_size=384, intermediate_size=1536, pad_token_id=tok.pad_token_id, **common) if shape == 'small' else \
        XLMRobertaConfig(vocab_size=len(tok), hidden_size=768, intermediate_size=3072, pad_token_id=tok.pad_token_id, **common)
    torch.manual_seed(0)
    return TaskModel(AutoModelForTokenClassification.from_config(config).eval(), tok, task)

def labelled(n: int) -> Dataset:
    "Sentences of real lengths, in no order, with labels drawn at random"
    task, rng, sents = get_task('xner'), np.random.default_rng(0), sentences(n)
    sents = [sents[i] for i in rng.permutation(len(sents))]
    return Dataset.from_dict(dict(tokens=sents, tags=[rng.integers(len(task.labels), size=len(s)).tolist() for s in sents]), features=task.features())

class Padded(Trainer):
    "`transformers.Trainer` at its best: batches of like length, padded to a multiple of eight"
    def __init__(self, *args, data_collator=None, **kw):
        super().__init__(*args, data_collator=DataCollatorForTokenClassification(mini()[1], pad_to_multiple_of=8), **kw)
    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        labels = inputs.pop('labels')
        return self.compute_loss_func(model(**inputs).logits, labels, num_items_in_batch=num_items_in_batch)

def seconds_of_training(m: TaskModel, ds: Dataset, cfg: FitConfig, kind: type = warmup._Unpadded) -> float:
    "Of the steps of one epoch alone, without what comes before them"
    took = []
    class Timed(kind):
        def train(self, *args, **kw): took.append(clock(lambda: kind.train(self, *args, **kw)))
    with patch.object(warmup, '_Unpadded', Timed): warmup.train(m, ds, cfg, seed=1)
    return took[0]

def published(m: TaskModel, ds: Dataset) -> float:
    "The way of the published code: padded to 280, four sentences to a pass, five passes to a step"
    model = m.copy().model.train()
    model.get_input_embeddings().weight.requires_grad_(False)
    enc = m.tokenizer(ds[:]['tokens'], is_split_into_words=True, padding='max_length', max_length=280, truncation=True, return_tensors='pt')
    labels = torch.zeros_like(enc['input_ids']).masked_fill(enc['attention_mask'] == 0, -100)
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], 3e-5)
    def steps():
        for i in range(0, len(ds), 4):
            out = model(**{k: v[i:i+4] for k, v in enc.items() if k in ('input_ids', 'attention_mask')}).logits
            warmup.confidence_penalty(out, labels[i:i+4]).backward()
            if i // 4 % 5 == 4: opt.step(); opt.zero_grad()
    return clock(steps)

def training(scale: float, rounds: int) -> dict:
    "One epoch of fine-tuning: `transformers.Trainer` with the same batches, the way of the published code, ours"
    out = {}
    for shape, n in (('mini', 480), ('small', 160), ('base', 80)):
        n, m = max(4, int(n * scale)), task_model(shape)
        print(shape, flush=True)
        ds, layers = labelled(n), m.model.config.num_hidden_layers
        few = ds.select(range(max(2, n // 8)))
        fit = lambda r, kind=warmup._Unpadded, **kw: seconds_of_training(m, ds, FitConfig(epochs=1, freeze=True, **kw), kind) / n
        half = layers // 2
        ways = {'Trainer': lambda r: fit(r, Padded), 'ours': fit, f'ours, {half} of {layers} layers frozen': lambda r: fit(r, frozen_layers=half),
            'padded to 280': lambda r: published(m, few) / len(few)}
        found = compare(ways | {k: v for k, v in rates().items() if 'fp32' in k}, rounds)
        lengths = [len(i) for i in m.tokenizer(ds[:]['tokens'], is_split_into_words=True)['input_ids']]
        need = 3 * products(m.model.config, lengths, wanted=[len(s) for s in ds['tokens']]) / n
        rate = found['product, fp32']['median']
        share = {k: need / found[k]['median'] * rate for k in ('Trainer', 'ours')}
        print(' ', ', '.join(f'{k}: {x:.0%} of the rate' for k, x in share.items()), flush=True)
        where = {k: profiled(lambda: fit(0, kind)) for k, kind in (('Trainer', Padded), ('ours', warmup._Unpadded))}
        out[shape] = dict(seconds_per_sentence=found, operations=need, share=share, profile=where, sentences=n, pieces=sum(lengths), layers=layers,
            width=m.model.config.hidden_size)
    return out

def growth(scale: float, rounds: int) -> dict:
    "Seconds of the engine as sentences, length, vocabulary and draws grow"
    (model, tok), lex, n = mini(), mini_lexicon(), max(6, int(160 * scale))
    mixed, of = sentences(10 * n), lambda length, k=n: words_like('en', [length] * k)
    run = lambda sents, m=model, lex=lex, **kw: lambda r: engine(m, tok, lex, sents, **kw)[0]
    cases = dict(
        sentences={k * n: run(mixed[::10 // k]) for k in (1, 2, 5, 10)},
        length={k: run(of(k), masks=3) for k in (10, 20, 30, 40)},
        vocabulary={v: run(of(20), like_mini(v), lexicon_of(v), masks=3) for v in (32000, 64000, 128000, 256000)},
        draws={d: run(mixed[::4], delta=d) for d in (1, 2, 3)})
    out = {}
    for name, sizes in cases.items():
        print(name, flush=True)
        found = compare({str(k): f for k, f in sizes.items()}, rounds)
        out[name] = [dict(size=k, seconds=found[str(k)]['median']) for k in sizes]
    return out

class EveryRow(FastEncoder):
    "All layers at all pieces, and the wanted rows chosen at the end"
    def _forward(self, *args, **kw):
        layout = self.layouts[-1]
        with patch.object(layout, 'wanted', layout.pieces), patch.object(layout, 'which', slice(None)): out = super()._forward(*args, **kw)
        out.last_hidden_state = out.last_hidden_state[layout.which]
        return out

class WholeHead(_MaskedRows):
    "Scores of all pieces, the allowed ones chosen at the end"
    def __init__(self, model, ids=None, bf16=False):
        super().__init__(model, ids, bf16)
        self.narrow = False

def fused(q, k, v, mask): return F.scaled_dot_product_attention(q[:, None], k[:, None], v[:, None], mask[:, None])[:, 0]

def unsorted_batches(model, tok, jobs, lexicon, budget, precision, size=32):
    "What a loop over fixed batches in the given order does: 32 sentences, until all of them are done"
    for i in range(0, len(jobs), size):
        _run_queue(model, tok, jobs[i:i+size], lexicon, 10**9, precision)

PLAIN, NO_HEAD = patch.object(fast, '_known', lambda model: False), patch.object(vicinity, '_MaskedRows', WholeHead)
EVERY_ROW, NO_LAYOUT = patch.object(vicinity, 'FastEncoder', EveryRow), patch.object(fast, '_onednn_packs', lambda dtype: False)
FUSED = patch.object(fast, '_attend', fused)

def tried(scale: float, rounds: int) -> dict:
    "What each change to the engine gave, `mini`, in turn on the same sentences"
    (model, tok), lex, sents = mini(), mini_lexicon(), sentences(max(16, int(2000 * scale)))
    part = parts(sents, rounds)
    def run(*without, budget=2048, precision='fp32', f=_run_queue):
        def timed(r):
            with ExitStack() as stack:
                for w in without: stack.enter_context(w)
                jobs = jobs_for(part(r), tok)
                return clock(lambda: f(model, tok, jobs, lex, budget, precision)) / n_masks(part(r))
        return timed
    ways = {'head on the masked row, 32 unsorted sentences to a batch': run(PLAIN, NO_HEAD, NO_LAYOUT, f=unsorted_batches),
        'sorted queue, refilled, 4096 pieces to a pass': run(PLAIN, NO_HEAD, NO_LAYOUT, budget=4096),
        '2048 pieces to a pass': run(PLAIN, NO_HEAD, NO_LAYOUT),
        'head for the allowed pieces only': run(PLAIN, NO_LAYOUT),
        'pieces in a list, without padding': run(EVERY_ROW, NO_LAYOUT),
        'last layer for the masked row only': run(NO_LAYOUT),
        "weights in oneDNN's layout, activation and residual in the product": run(),
        'fused attention': run(FUSED), '512 pieces to a pass': run(budget=512), '1024 pieces to a pass': run(budget=1024), '4096 pieces to a pass': run(budget=4096),
        'products in bfloat16': run(precision='bf16'), 'products in bfloat16, 1024 pieces to a pass': run(budget=1024, precision='bf16')}
    return dict(seconds_per_mask=compare(ways, rounds), steps=7, sentences=len(sents), model='mini')

def budgets(scale: float, rounds: int) -> dict:
    "Pieces to a pass for a base-sized model"
    model, tok = xlmr('base'), mini()[1]
    lex, s = lexicon_of(model.config.vocab_size), sentences(2000)[5::max(1, int(2000 / (64 * scale)))]
    found = compare({str(b): lambda r, b=b: engine(model, tok, lex, s, budget=b, masks=1)[0] for b in (512, 1024, 2048, 4096)}, rounds)
    return dict(seconds={k: v['median'] for k, v in found.items()}, default=_token_budget(model))

PARTS = dict(generation=(generation, 5), peers=(peers, 5), limit=(limit, 3), prediction=(prediction, 5), training=(training, 5), growth=(growth, 3), tried=(tried, 3), budgets=(budgets, 3))

def measure(names=PARTS, out: Path | None = None, scale: float = 1., threads: int = 2, rounds: int | None = None) -> dict:
    "Run some parts; each replaces its entry of the file"
    torch.set_num_threads(threads)
    hf_logging.set_verbosity_error()
    warnings.filterwarnings('ignore')
    found = json.loads(Path(out).read_text()) if out and Path(out).exists() else {}
    for name in names:
        f, usual = PARTS[name]
        print(f'{name}: {f.__doc__}', flush=True)
        t = perf_counter()
        found[name] = f(scale, rounds or usual) | dict(machine=machine(), took=0., rounds=rounds or usual, scale=scale)
        found[name]['took'] = round(perf_counter() - t, 1)
        print(f'  {found[name]["took"]} s', flush=True)
        if out:
            Path(out).parent.mkdir(parents=True, exist_ok=True)
            Path(out).write_text(json.dumps(found, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')
    return found

def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('parts', nargs='*', metavar='PART', help=f'any of {", ".join(PARTS)}; none: all')
    p.add_argument('--out', type=Path, help='results file; parts that are not run stay as they are in it')
    p.add_argument('--scale', type=float, default=1., help='share of the sentences (a smoke test: 0.01)')
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--rounds', type=int, help='counted rounds of each comparison')
    a = p.parse_args()
    if wrong := [n for n in a.parts if n not in PARTS]: p.error(f'no such part: {", ".join(wrong)}; there are {", ".join(PARTS)}')
    measure(a.parts or PARTS, a.out, a.scale, a.threads, a.rounds)

if __name__ == '__main__': main()
