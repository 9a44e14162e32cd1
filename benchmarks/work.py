"""What the measurements work on, and how they are taken."""
import platform, re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np, torch, transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import AutoModelForMaskedLM, BertConfig, BertForMaskedLM, PreTrainedModel, PreTrainedTokenizerFast, RoFormerConfig, XLMRobertaConfig
from xla_nb.samples import sample_data
from xla_nb.encoder import _Product
from xla_nb.vicinity import _draw_words, load_vicinity, _encode_words, _Job, _Lexicon, _word_lexicon
from xla_nb.load import _quiet

# Lengths in words of real sentences (training sets of CoNLL-2003 English and CoNLL-2002 Spanish), every twentieth part
LENGTHS = dict(en=[1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 13, 16, 19, 22, 26, 29, 32, 37, 60], es=[1, 1, 1, 4, 8, 11, 16, 23, 28, 31, 34, 37, 40, 42, 45, 47, 50, 53, 57, 62, 100])

def words_like(lang: str, lengths: Sequence[int], seed: int = 0) -> list[list[str]]:
    "Sentences of the generated corpus, put together and cut to these lengths"
    rng, corpus, out = np.random.default_rng(seed), sample_data('xner', lang)['train']['tokens'], []
    for n in lengths:
        words = []
        while len(words) < n: words += corpus[rng.integers(len(corpus))]
        out.append(words[:n])
    return out

def sentences(n: int = 2000, seed: int = 0) -> list[list[str]]:
    "As long as real ones, half English, half Spanish, shortest first"
    lengths = lambda lang: np.interp((np.arange(n // 2) + .5) / (n // 2), np.linspace(0, 1, 21), LENGTHS[lang]).round().astype(int)
    return sorted((s for lang in LENGTHS for s in words_like(lang, lengths(lang), seed)), key=len)

def jobs_for(sents: Sequence[Sequence[str]], tokenizer, delta: int = 1, masks: int | None = None) -> list[_Job]:
    "Fresh jobs for the engine; `masks`: at most so many each"
    return [_Job(i, d, list(p), _draw_words(s, .3, d)[:masks][::-1].tolist()) for i, (s, p) in enumerate(zip(sents, _encode_words(sents, tokenizer))) for d in range(delta)]

@cache
def mini(): return load_vicinity('mini')
@cache
def mini_lexicon(): return _word_lexicon(mini()[1])

def lexicon_of(vocab: int) -> _Lexicon:
    "The share of a vocabulary that are words in that of `mini`, for models with random weights"
    return _Lexicon((np.arange(vocab * len(mini_lexicon().ids) // len(mini()[1])),), {})

def random_lm(config) -> PreTrainedModel:
    "A masked LM with random weights"
    torch.manual_seed(0)
    with _quiet(): return AutoModelForMaskedLM.from_config(config, dtype=torch.float32).eval()

SIZES = dict(base=(12, 768, 12), large=(24, 1024, 16))

def xlmr(size: str, vocab: int = 250002) -> PreTrainedModel:
    "XLM-R's shapes, random weights; fed with the pieces of `mini`"
    layers, hidden, heads = SIZES[size]
    return random_lm(XLMRobertaConfig(vocab_size=vocab, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads, intermediate_size=4 * hidden, max_position_embeddings=514, type_vocab_size=1))

def like_mini(vocab: int) -> PreTrainedModel:
    "The shape of `mini` with another number of pieces, random weights"
    config = mini()[0].config.to_dict() | dict(vocab_size=vocab)
    return random_lm(RoFormerConfig(**{k: v for k, v in config.items() if k not in ('architectures', 'dtype', 'transformers_version')}))

def write_bert(folder: Path) -> Path:
    "A BERT of the shape of `mini` (4 layers of 256, random weights) with the pieces of `mini` as WordPieces"
    specials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
    pieces = [p[1:] if p.startswith('▁') else '##' + p for p in mini()[1].convert_ids_to_tokens(range(len(mini()[1]))) if not re.fullmatch(r'<.*>', p)]
    vocab = {p: i for i, p in enumerate(dict.fromkeys([*specials, *filter(None, pieces)]))}
    tok = Tokenizer(models.WordPiece(vocab, unk_token='[UNK]'))
    tok.normalizer, tok.pre_tokenizer, tok.decoder = normalizers.NFC(), pre_tokenizers.BertPreTokenizer(), decoders.WordPiece()
    tok.post_processor = processors.TemplateProcessing(single='[CLS] $A [SEP]', special_tokens=[('[CLS]', 2), ('[SEP]', 3)])
    names = dict(zip(('pad_token', 'unk_token', 'cls_token', 'sep_token', 'mask_token'), specials))
    PreTrainedTokenizerFast(tokenizer_object=tok, model_max_length=512, **names).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(vocab_size=len(vocab), hidden_size=256, num_hidden_layers=4, num_attention_heads=4, intermediate_size=1024)
    BertForMaskedLM(config).save_pretrained(folder)
    return folder

def products(config, lengths: Sequence[int], allowed: int = 0, wanted: Sequence[int] | int = 1) -> float:
    """Floating-point operations of the matrix products that so many `wanted` rows of each pass need, padding not counted

    `lengths`: pieces of each pass; `allowed`: pieces that a masked LM's head may write, 0 for no head"""
    n, w, H, I, L = np.asarray(lengths, float), np.asarray(wanted, float), config.hidden_size, config.intermediate_size, config.num_hidden_layers
    E = getattr(config, 'embedding_size', None) or H
    full = n * 2 * (4 * H * H + 2 * H * I) + 4 * n * n * H
    last = n * 4 * H * H + w * 2 * (2 * H * H + 2 * H * I) + 4 * n * w * H
    into = n * 2 * E * H * (E != H)
    return float(((L - 1) * full + last + into + w * 2 * (H * E + E * allowed) * bool(allowed)).sum())

def products_all(config, lengths: Sequence[int]) -> float:
    "The same where every layer and a masked LM's head are computed at all positions"
    n, H, I, L = np.asarray(lengths, float), config.hidden_size, config.intermediate_size, config.num_hidden_layers
    E, V = getattr(config, 'embedding_size', None) or H, config.vocab_size
    return float((L * (n * 2 * (4 * H * H + 2 * H * I) + 4 * n * n * H) + n * 2 * E * H * (E != H) + n * 2 * (H * E + E * V)).sum())

def passes(jobs: Sequence[_Job], around: int = 2) -> list[int]:
    "Pieces of each forward pass of these jobs, with special pieces and without padding (before they are run)"
    out = []
    for j in jobs:
        n = j.length() + around
        for k in reversed(j.todo): # while a word is masked, and ever after, it is one piece
            n -= len(j.pieces[k]) - 1
            out.append(n)
    return out

def clock(f: Callable) -> float:
    t = perf_counter(); f()
    return perf_counter() - t

@cache
def _factors(dtype, n, k, m): return torch.randn(n, k).to(dtype), _Product(torch.randn(m, k), torch.zeros(m), bf16=dtype == torch.bfloat16)

def product_rate(dtype: torch.dtype = torch.float32, n: int = 2048, k: int = 1024, m: int = 1024, times: int = 12) -> float:
    "Operations per second of a large matrix product, the fastest that is known here"
    x, f = _factors(dtype, n, k, m)
    with torch.inference_mode():
        f(x)
        return 2 * n * k * m / min(clock(lambda: f(x)) for _ in range(times))

def rates() -> dict[str, Callable[[int], float]]:
    "Seconds for one operation of a large product, as ways to be measured beside others"
    return {f'product, {p}': lambda r, d=d: 1 / product_rate(d) for p, d in (('fp32', torch.float32), ('bf16', torch.bfloat16))}

def interleaved(ways: dict[str, Callable[[int], float]], rounds: int) -> dict[str, list[float]]:
    "Each way once a round, in turn, after a round that is not counted"
    took = {k: [] for k in ways}
    for r in range(rounds):
        for k, f in ways.items(): took[k].append(f(r))
    return took

def machine() -> dict:
    "Where it was measured"
    cpu = next((l.split(':')[1].strip() for l in Path('/proc/cpuinfo').read_text().splitlines() if l.startswith('model name')), platform.processor()) if Path('/proc/cpuinfo').exists() else platform.processor()
    return dict(cpu=cpu, threads=torch.get_num_threads(), torch=torch.__version__, transformers=transformers.__version__, python=platform.python_version(), date=str(date.today()))
