"""Check the notebooks as pages, after `nbdev-proc-nbs` has written `_proc`: `python tools/check_site.py [CHECK ...]`.

cells    no exported cell has more than 35 lines
outputs  notebooks are saved with their outputs: none is an error, a page cell that prints or ends in a bare name has one,
         and at least half of the page cells (not hidden or exported, more than imports and definitions) show something
paths    no output names a folder of the machine it was made on
sidebar  every notebook is in the sidebar of _quarto.yml, and every entry is a notebook
links    every link inside the site, and every figure, in notebooks, processed pages and README.md leads somewhere
imports  what the package imports is in the requirements of settings.ini, unless it is tried and may lack

Prints a line for each problem; the exit code is 1 if there is one. `count` prints how many notebooks nbdev-test runs."""
import ast, configparser, re, sys
from collections import Counter
from functools import lru_cache
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.parse import unquote, urlsplit

import mistune, nbformat, yaml
from bs4 import BeautifulSoup
from nbdev.config import get_config, nbpath2html

sys.path.insert(0, str(Path(__file__).parent))
from readme import directives

ROOT = Path(__file__).resolve().parent.parent
NBS, PROC, MAX_LINES = ROOT/'nbs', ROOT/'_proc', 35
NOT_PAGE = {'hide', 'export', 'exporti', 'exports', 'exportd', 'default_exp', 'notest', 'slow', 'gpu', 'hide_output'}

def notebooks(folder: Path = NBS) -> list[Path]:
    "Notebooks that nbdev sees, in order"
    found = (p for p in folder.rglob('*.ipynb') if not any(part[0] in '._' for part in p.relative_to(folder).parts))
    return sorted(found)

@lru_cache(maxsize=None)
def read(path: Path): return nbformat.read(path, 4)

def where(path: Path, cell) -> str:
    first = next((l for l in cell.source.splitlines() if l.strip() and not l.startswith('#|')), '')
    return f'{path.relative_to(ROOT)}: cell {cell.get("id", "?")} ({first.strip()[:60]})'

def runs(path: Path) -> bool:
    "Does nbdev-test run this notebook?"
    return not any(re.search(r'^skip_exec:\s*true', c.source, re.M) for c in read(path).cells if c.cell_type == 'raw')

def code_cells(path: Path):
    for cell in read(path).cells:
        if cell.cell_type == 'code': yield (cell, *directives(cell.source))

def cells():
    for path in notebooks():
        for cell, flags, source in code_cells(path):
            n = len(source.splitlines())
            if {'export', 'exporti', 'exports'} & flags.keys() and n > MAX_LINES: yield f'{where(path, cell)}: {n} exported lines, {MAX_LINES} are allowed'

def body(source: str) -> list:
    "Statements of a cell; none if it holds IPython syntax"
    try: return ast.parse(source).body
    except SyntaxError: return []

def must_show(tree: list, source: str) -> bool:
    "Does a cell certainly show something: a top-level print, or a bare name at the end?"
    prints = any(isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) and getattr(s.value.func, 'id', '') == 'print' for s in tree)
    bare = tree and isinstance(tree[-1], ast.Expr) and isinstance(tree[-1].value, (ast.Name, ast.Tuple, ast.List, ast.Compare))
    return bool(prints or bare and not source.rstrip().endswith(';'))

def outputs():
    for path in filter(runs, notebooks()):
        shown = page = 0
        for cell, flags, source in code_cells(path):
            for out in cell.outputs:
                if out.output_type == 'error': yield f'{where(path, cell)}: saved with an error, {out.ename}: {out.evalue[:80]}'
            if NOT_PAGE & flags.keys() or 'false' in (flags.get('eval'), flags.get('include'), flags.get('output')): continue
            tree = body(source)
            if all(isinstance(s, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)) for s in tree): continue
            page, shown = page + 1, shown + bool(cell.outputs)
            if must_show(tree, source) and not cell.outputs: yield f'{where(path, cell)}: shows something when run, but no output is saved'
        if shown < page / 2: yield f'{path.relative_to(ROOT)}: {shown} of {page} page cells show something; run `nbdev-test --save` on it'

def paths():
    somewhere = re.compile(r'(?<![\w.:/<~])/(?:home|root|Users|tmp|private|opt|mnt|var|usr)/[\w.]|[\w.]/(?:site|dist)-packages/')
    for path in notebooks():
        for cell, _, _ in code_cells(path):
            texts = [out.get('text', '') for out in cell.outputs] + [v for out in cell.outputs for k, v in out.get('data', {}).items() if k.startswith('text/')]
            for line in '\n'.join(t for t in texts if isinstance(t, str)).splitlines():
                if somewhere.search(line) or str(ROOT) + '/' in line: yield f'{where(path, cell)}: the output names a folder of some machine: {line.strip()[:90]}'

def sidebar_files(items) -> list[str]:
    "Notebooks that a sidebar's contents name"
    found = []
    for item in items:
        if isinstance(item, str): found.append(item)
        else: found += [v for k, v in item.items() if k == 'href'] + sidebar_files(item.get('contents', []))
    return found

def sidebar():
    config = yaml.safe_load((ROOT/'_quarto.yml').read_text(encoding='utf-8'))
    if (NBS/'_quarto.yml').resolve() != ROOT/'_quarto.yml': yield 'nbs/_quarto.yml must be a link to ../_quarto.yml'
    for name in [config['format']['html']['css'], *config['metadata-files']]:
        if not (NBS/name).exists(): yield f'_quarto.yml: there is no nbs/{name}'
    named, there = sidebar_files(config['website']['sidebar']['contents']), [p.relative_to(NBS).as_posix() for p in notebooks()]
    yield from (f'_quarto.yml: the sidebar names {n}, which is not in nbs' for n in named if n not in there)
    yield from (f'_quarto.yml: the sidebar leaves out {n}' for n in there if n not in named)
    yield from (f'_quarto.yml: the sidebar names {n} {k} times' for n, k in Counter(named).items() if k > 1)
    yield from (f'{n}: nbdev-proc-nbs wrote no page for it' for n in there if PROC.exists() and not (PROC/n).exists())

parse = mistune.create_markdown(renderer='ast', plugins=['table', 'math', 'footnotes', 'strikethrough'])

def plain(token) -> str: return token.get('raw', '') + ''.join(plain(t) for t in token.get('children') or [])

def walk(tokens):
    for t in tokens:
        yield t
        yield from walk(t.get('children') or [])

def slug(text: str) -> str:
    "A heading's anchor, by Pandoc's rule"
    text = re.sub(r'[^\w\s.-]', '', text.lower().strip())
    return re.sub(r'^[^a-z]+', '', re.sub(r'\s+', '-', text)) or 'section'

def scan(text: str) -> tuple[list[str], list[str]]:
    "Link and image targets of some markdown, and its anchors"
    targets, anchors = [], re.findall(r'\{[^}\n]*#([\w.-]+)[^}\n]*\}', text)
    for t in walk(parse(text)):
        attrs = t.get('attrs', {})
        if t['type'] in ('link', 'image'): targets.append(attrs['url'])
        if t['type'] == 'heading': anchors.append(slug(re.sub(r'\s*\{[^}]*\}\s*$', '', plain(t))))
        if t['type'] in ('block_html', 'inline_html'):
            soup = BeautifulSoup(t['raw'], 'html.parser')
            for tag in soup.find_all(True):
                targets += [tag[k] for k in ('href', 'src') if tag.get(k)]
                anchors += [tag['id']] if tag.get('id') else []
    return targets, anchors

def page_texts(path: Path):
    "Each piece of markdown or HTML on a notebook's page"
    for cell in read(path).cells:
        if cell.cell_type == 'markdown': yield cell, cell.source
        for out in cell.get('outputs', []):
            data = out.get('data', {})
            for kind in ('text/markdown', 'text/html'):
                if kind in data: yield cell, data[kind]

@lru_cache(maxsize=None)
def anchors(page: Path) -> set[str]:
    "Anchors of a page, from its processed notebook where there is one (it has the reference entries)"
    proc = PROC/page.relative_to(NBS)
    counted, seen = set(), Counter()
    for _, text in page_texts(proc if proc.exists() else page):
        for a in scan(text)[1]:
            counted.add(f'{a}-{seen[a]}' if seen[a] else a)
            seen[a] += 1
    return counted

def problem(target: str, folder: Path) -> str:
    "Why a link from a file in `folder` leads nowhere; empty if it does, or leads out of the site"
    cfg = get_config(ROOT)
    pages = {nbpath2html(p.relative_to(NBS)).as_posix(): p for p in notebooks()}
    repo = re.match(rf'(?:{re.escape(cfg.git_url)}|https://colab\.research\.google\.com/github/{cfg.user}/{cfg.repo})/(?:blob|tree|raw)/[^/]+/(.*)', target)
    if repo: return '' if (ROOT/unquote(urlsplit(repo[1]).path)).exists() else 'no such file in the repository'
    inside = target.startswith(cfg.doc_url.rstrip('/') + '/')
    if inside: target, folder = target[len(cfg.doc_url.rstrip('/')) + 1:] or 'index.html', NBS
    url = urlsplit(target)
    if url.scheme or url.netloc: return ''
    if not url.path: return ''
    file = (folder/unquote(url.path)).resolve()
    name = file.relative_to(NBS).as_posix() if file.is_relative_to(NBS) else ''
    page = file if file.suffix == '.ipynb' and file.exists() else pages.get(name.removesuffix('.md'))
    if not page: return '' if file.exists() or (PROC/name).is_file() else 'no such page or file'
    made = not PROC.exists() or (PROC/page.relative_to(NBS)).exists()  # a page that could not be made is reported once, by `sidebar`
    known = {url.fragment, url.fragment.split('.')[0]}  # nbdev links a method that has no entry of its own to its class's page
    if url.fragment and made and not known & anchors(page): return f'{page.relative_to(ROOT)} has no heading #{url.fragment}'
    return ''

def links():
    if not PROC.exists(): yield '_proc is missing: run nbdev-proc-nbs first'
    for path in notebooks() + notebooks(PROC):
        source = NBS/path.relative_to(PROC) if path.is_relative_to(PROC) else path
        for cell, text in page_texts(path):
            for target in scan(text)[0]:
                why = problem(target, source.parent)
                if not why and target.startswith('#') and target[1:] not in anchors(source) and not re.match('#fn', target): why = 'no such heading on this page'
                if why: yield f'{where(path, cell)}: {target}: {why}'
    for target in scan((ROOT/'README.md').read_text(encoding='utf-8'))[0]:
        why = problem(target, ROOT)
        if why: yield f'README.md: {target}: {why}'

def imports():
    cfg = configparser.ConfigParser(delimiters=['='])
    cfg.read(ROOT/'settings.ini', encoding='utf-8')
    normal = lambda name: re.sub(r'[-_.]+', '-', name).lower()
    required = {normal(re.split(r'[<>=!~\[;]', r)[0]) for r in cfg['DEFAULT']['requirements'].split()}
    dists, used = packages_distributions(), {}
    for path in sorted((ROOT/'xla_nb').rglob('*.py')):
        tree = ast.parse(path.read_text(encoding='utf-8'))
        tries = [t for t in ast.walk(tree) if isinstance(t, ast.Try)]
        tried = {n for t in tries if any(getattr(h.type, 'id', '') == 'ImportError' for h in t.handlers) for n in t.body}
        for node in ast.walk(tree):
            if node in tried: continue # optional: what to install is told where it is missing
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names: used.setdefault(name.split('.')[0], path)
    for name, path in used.items():
        if name in sys.stdlib_module_names or name == 'xla_nb': continue
        if not required & {normal(d) for d in dists.get(name, [name])}: yield f'{path.relative_to(ROOT)} imports {name}, which settings.ini does not require'

CHECKS = {f.__name__: f for f in (cells, outputs, paths, sidebar, links, imports)}

def main(names):
    if names == ['count']: return print(len(list(filter(runs, notebooks()))))
    unknown = [n for n in names if n not in CHECKS]
    if unknown: sys.exit(f'no check called {", ".join(unknown)}; there are {", ".join(CHECKS)}, count')
    found = [p for n in names or CHECKS for p in CHECKS[n]()]
    print('\n'.join(dict.fromkeys(found)) or f'{", ".join(names or CHECKS)}: nothing to complain about')
    sys.exit(bool(found))

if __name__ == '__main__': main(sys.argv[1:])
