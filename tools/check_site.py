"""Check the notebooks as pages, after `nbdev-proc-nbs` has written `_proc`: `python tools/check_site.py [CHECK ...]`.

openings  the first cell of a page is its title and its description, and nothing else; no markdown cell has a `#|` line
cells     no exported cell has more than 35 lines, and the median exported cell at most 10
width     no exported line is wider than 120 columns or makes more than two assignments
outputs   notebooks are saved with their outputs: none is an error, a page cell that prints or ends in a bare name has
          one, and at least half of the page cells (not hidden or exported, more than imports and definitions) show
          something
paths     no output names a folder of the machine it was made on
figures   a picture that a page shows has an alternative text, `#| fig-alt`
sidebar   every notebook is in the sidebar of _quarto.yml and in nbs/llms.txt, and every entry of these is a notebook
links     every link inside the site, and every figure, in notebooks, processed pages and README.md leads somewhere
names     no sentence names a notebook, or a module or a name of the package, that is not there
words     README.md has at most 700 words
upward    the package imports one way: from the shell down to the data, with no cycle, and nothing late that is its own
imports   what the package imports is in the requirements of settings.ini, unless it is tried and may lack

Prints a line for each problem; the exit code is 1 if there is one. `count` prints how many notebooks nbdev-test runs,
`numbers` the size of things: names, cells, lines of each room."""
import ast, configparser, graphlib, re, sys
from collections import Counter
from functools import lru_cache
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

import mistune, nbformat, yaml
from bs4 import BeautifulSoup
from nbdev.config import get_config, nbpath2html

sys.path.insert(0, str(Path(__file__).parent))
from readme import directives

ROOT = Path(__file__).resolve().parent.parent
NBS, PROC, LIB = ROOT/'nbs', ROOT/'_proc', ROOT/'xla_nb'
MAX_LINES, MAX_MEDIAN, MAX_WIDTH, MAX_BOUND, MAX_WORDS = 35, 10, 120, 2, 700
EXPORTED = {'export', 'exporti', 'exports'}
NOT_PAGE = EXPORTED | {'hide', 'exportd', 'default_exp', 'notest', 'slow', 'gpu', 'hide_output'}
ROOMS = { # from top to bottom; a module imports from its own room and from those below
    'shell': ['cli'],
    'recipes': ['recipes'],
    'look': ['explore', 'audit', 'plots'],
    'runs': ['use', 'report', 'run'],
    'method': ['algorithm', 'evaluate', 'mixing', 'distil', 'switch', 'vicinity', 'warmup'],
    'store': ['cluster', 'store'], # knows nothing of the method, which only has to know where a step runs
    'engine': ['unpadded', 'encoder', 'trim', 'load', 'packed'],
    'data': ['encode', 'corpora', 'samples', 'tables', 'conll', 'text', 'files', 'presets', 'config']}
LIGHT = {'config': ('torch', 'transformers'), 'presets': ('torch', 'transformers')} # what a module must not need
LATE = {'cli'} # modules that may import the package's own modules late, to start fast

def notebooks(folder: Path | None = None) -> list[Path]:
    "Notebooks that nbdev sees, in order"
    folder = folder or NBS
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

def markdown_cells(path: Path):
    return [cell for cell in read(path).cells if cell.cell_type == 'markdown']

def exported():
    "Page, cell and source of each exported cell"
    for path in notebooks():
        for cell, flags, source in code_cells(path):
            if EXPORTED & flags.keys(): yield path, cell, source

def unfenced(text: str):
    "Lines of some markdown that are in no fenced block"
    fence = None
    for line in text.splitlines():
        ticks = re.match(r'\s*(`{3,}|~{3,})', line)
        if fence:
            if ticks and line.strip() == fence: fence = None
        elif ticks: fence = ticks[1]
        else: yield line

def openings():
    for path in notebooks():
        first = read(path).cells[0] if read(path).cells else None
        if not first or first.cell_type != 'markdown' or not re.fullmatch(r'# \S.*\n\n?> \S.*\n?', first.source):
            yield (f'{path.relative_to(ROOT)}: the first cell must be `# title`, an empty line and `> description`, '
                   'and nothing else: the site leaves out the rest of it')
    for path in notebooks() + notebooks(PROC):
        for cell in markdown_cells(path):
            for line in unfenced(cell.source):
                if re.match(r'#\s?\|', line): yield f'{where(path, cell)}: the site shows this line as text: {line}'

def exported_lengths() -> list[int]: return [len(source.splitlines()) for _, _, source in exported()]

def cells():
    for path, cell, source in exported():
        n = len(source.splitlines())
        if n > MAX_LINES: yield f'{where(path, cell)}: {n} exported lines, {MAX_LINES} are allowed'
    middle = median(exported_lengths() or [0])
    if middle > MAX_MEDIAN: yield f'the median exported cell has {middle:g} lines, {MAX_MEDIAN} are allowed'

def bound(node: ast.AST) -> list[int]:
    "Lines on which an assignment binds something, one entry for each name or unpacked value"
    if isinstance(node, (ast.AugAssign, ast.NamedExpr)): return [node.lineno]
    if isinstance(node, ast.AnnAssign): return [node.lineno] if node.value else []
    if not isinstance(node, ast.Assign): return []
    sides = (ast.Tuple, ast.List)
    pairs = isinstance(node.value, sides) and all(isinstance(t, sides) for t in node.targets)
    starred = pairs and any(isinstance(e, ast.Starred) for e in node.value.elts)
    return [e.lineno for e in node.value.elts] if pairs and not starred else [node.lineno]

def crowded(source: str) -> dict[int, int]:
    "Number of assignments of each line that makes too many; fields of a class are declarations"
    tree = ast.parse(source)
    classes = [c for c in ast.walk(tree) if isinstance(c, ast.ClassDef)]
    fields = {id(s) for c in classes for s in c.body if isinstance(s, ast.AnnAssign)}
    found = Counter(line for node in ast.walk(tree) if id(node) not in fields for line in bound(node))
    return {line: n for line, n in sorted(found.items()) if n > MAX_BOUND}

def width():
    for path, cell, source in exported():
        for line in cell.source.splitlines():
            if len(line) > MAX_WIDTH:
                yield f'{where(path, cell)}: {len(line)} columns, {MAX_WIDTH} are allowed: {line.strip()[:60]}…'
        if not body(source): continue
        for i, n in crowded(source).items():
            line = source.splitlines()[i - 1].strip()
            yield f'{where(path, cell)}: {n} assignments in a line, {MAX_BOUND} are allowed: {line[:80]}'

def body(source: str) -> list:
    "Statements of a cell; none if it holds IPython syntax"
    try: return ast.parse(source).body
    except SyntaxError: return []

def prints(statement) -> bool:
    call = isinstance(statement, ast.Expr) and statement.value
    return isinstance(call, ast.Call) and getattr(call.func, 'id', '') == 'print'

def must_show(tree: list, source: str) -> bool:
    "Does a cell certainly show something: a top-level print, or a bare name at the end?"
    last = tree[-1].value if tree and isinstance(tree[-1], ast.Expr) else None
    bare = isinstance(last, (ast.Name, ast.Tuple, ast.List, ast.Compare))
    return any(map(prints, tree)) or bare and not source.rstrip().endswith(';')

def outputs():
    quiet = ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef
    for path in filter(runs, notebooks()):
        shown = page = 0
        for cell, flags, source in code_cells(path):
            for out in cell.outputs:
                if out.output_type == 'error':
                    yield f'{where(path, cell)}: saved with an error, {out.ename}: {out.evalue[:80]}'
            off = 'false' in (flags.get('eval'), flags.get('include'), flags.get('output'))
            tree = body(source)
            if NOT_PAGE & flags.keys() or off or all(isinstance(s, quiet) for s in tree): continue
            page, shown = page + 1, shown + bool(cell.outputs)
            if must_show(tree, source) and not cell.outputs:
                yield f'{where(path, cell)}: shows something when run, but no output is saved'
        if shown < page / 2:
            name = path.relative_to(ROOT)
            yield f'{name}: {shown} of {page} page cells show something; run `nbdev-test --save` on it'

def shown_texts(cell):
    "What a code cell's saved output says, as text"
    for out in cell.outputs:
        texts = [out.get('text', '')] + [v for k, v in out.get('data', {}).items() if k.startswith('text/')]
        yield from (t for t in texts if isinstance(t, str))

def paths():
    folders = r'(?:home|root|Users|tmp|private|opt|mnt|var|usr)'
    somewhere = re.compile(rf'(?<![\w.:/<~])/{folders}/[\w.]|[\w.]/(?:site|dist)-packages/')
    for path in notebooks():
        for cell, _, _ in code_cells(path):
            for line in '\n'.join(shown_texts(cell)).splitlines():
                if somewhere.search(line) or str(ROOT) + '/' in line:
                    yield f'{where(path, cell)}: the output names a folder of some machine: {line.strip()[:90]}'

def figures():
    for path in notebooks():
        for cell, flags, _ in code_cells(path):
            drawn = any(k.startswith('image/') for out in cell.outputs for k in out.get('data', {}))
            hidden = {'hide', 'hide_output'} & flags.keys() or 'false' in (flags.get('include'), flags.get('output'))
            if drawn and not hidden and not flags.get('fig-alt'):
                yield f'{where(path, cell)}: shows a picture that has no `#| fig-alt`'

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
    there = [p.relative_to(NBS).as_posix() for p in notebooks()]
    named = sidebar_files(config['website']['sidebar']['contents'])
    yield from (f'_quarto.yml: the sidebar names {n}, which is not in nbs' for n in named if n not in there)
    yield from (f'_quarto.yml: the sidebar leaves out {n}' for n in there if n not in named)
    yield from (f'_quarto.yml: the sidebar names {n} {k} times' for n, k in Counter(named).items() if k > 1)
    yield from (f'{n}: nbdev-proc-nbs wrote no page for it' for n in there if PROC.exists() and not (PROC/n).exists())
    pages = {(Path(n).parent/nbpath2html(Path(n)).name).as_posix() for n in there}
    listed = {url.removeprefix(get_config(ROOT).doc_url.rstrip('/') + '/') for url in
              re.findall(r'\]\(([^)\s]+\.html)\)', (NBS/'llms.txt').read_text(encoding='utf-8'))}
    yield from (f'nbs/llms.txt leaves out {n}' for n in sorted(pages - listed - {'index.html'}))
    yield from (f'nbs/llms.txt names {n}, which is no page' for n in sorted(listed - pages))

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
    hosts = rf'{re.escape(cfg.git_url)}|https://colab\.research\.google\.com/github/{cfg.user}/{cfg.repo}'
    repo = re.match(rf'(?:{hosts})/(?:blob|tree|raw)/[^/]+/(.*)', target)
    if repo: return '' if (ROOT/unquote(urlsplit(repo[1]).path)).exists() else 'no such file in the repository'
    site = cfg.doc_url.rstrip('/') + '/'
    if target.startswith(site): target, folder = target[len(site):] or 'index.html', NBS
    url = urlsplit(target)
    if url.scheme or url.netloc or not url.path: return ''
    file = (folder/unquote(url.path)).resolve()
    name = file.relative_to(NBS).as_posix() if file.is_relative_to(NBS) else ''
    page = file if file.suffix == '.ipynb' and file.exists() else pages.get(name.removesuffix('.md'))
    if not page: return '' if file.exists() or (PROC/name).is_file() else 'no such page or file'
    made = not PROC.exists() or (PROC/page.relative_to(NBS)).exists() # if it could not be made, `sidebar` says so, once
    known = {url.fragment, url.fragment.split('.')[0]} # nbdev links a method that has no entry of its own to its class
    if url.fragment and made and not known & anchors(page):
        return f'{page.relative_to(ROOT)} has no heading #{url.fragment}'
    return ''

def no_heading(target: str, page: Path) -> str:
    here = target.startswith('#') and not re.match('#fn', target)
    return 'no such heading on this page' if here and target[1:] not in anchors(page) else ''

def links():
    if not PROC.exists(): yield '_proc is missing: run nbdev-proc-nbs first'
    for path in notebooks() + notebooks(PROC):
        source = NBS/path.relative_to(PROC) if path.is_relative_to(PROC) else path
        for cell, text in page_texts(path):
            for target in scan(text)[0]:
                why = problem(target, source.parent) or no_heading(target, source)
                if why: yield f'{where(path, cell)}: {target}: {why}'
    for name in ('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'nbs/llms.txt'):
        if not (ROOT/name).exists(): continue
        for target in scan((ROOT/name).read_text(encoding='utf-8'))[0]:
            why = problem(target, ROOT)
            if why: yield f'{name}: {target}: {why}'

def modules() -> dict[str, Path]:
    "Modules of the package by dotted name, without the package's own name"
    names = {p.relative_to(LIB).with_suffix('').as_posix().replace('/', '.'): p for p in sorted(LIB.rglob('*.py'))}
    return {n.removesuffix('.__init__'): p for n, p in names.items() if n not in ('__init__', '_modidx')}

@lru_cache(maxsize=None)
def syntax(path: Path) -> ast.Module: return ast.parse(path.read_text(encoding='utf-8'))

def own_names(path: Path) -> set[str]:
    "Names that a module defines or imports at its top level"
    found = set()
    for node in syntax(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)): found.add(node.name)
        if isinstance(node, (ast.Import, ast.ImportFrom)): found |= {a.asname or a.name for a in node.names}
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store): found.add(part.id)
    return found

def is_name(dotted: str) -> bool:
    "Is `module.name`, as it follows `xla_nb.` in a text, a module, or what one defines?"
    if dotted in modules() or dotted == '__version__': return True
    module, _, name = dotted.rpartition('.')
    while module and module not in modules(): module, _, name = module.rpartition('.')
    return bool(module) and name in own_names(modules()[module])

def misnamed(text: str):
    for name in re.findall(r'(?<![\w/.@-])xla_nb\.((?:\w+\.)*\w+)', text):
        if not name.startswith(('git', 'egg', 'ipynb')) and not is_name(name): yield f'there is no xla_nb.{name}'
    there = {p.name for p in notebooks()}
    for name in re.findall(r'\b\d\d_\w+\.ipynb', text):
        if name not in there: yield f'there is no notebook {name}'

def names():
    for path in notebooks():
        for cell, text in ((c, c.source) for c in markdown_cells(path)):
            for why in misnamed(text): yield f'{where(path, cell)}: {why}'
    for path in modules().values():
        for node in ast.walk(syntax(path)):
            if not isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)): continue
            for why in misnamed(ast.get_docstring(node) or ''): yield f'{path.relative_to(ROOT)}: {why}'
    for name in ('README.md', 'CONTRIBUTING.md', 'nbs/llms.txt'):
        text = (ROOT/name).read_text(encoding='utf-8') if (ROOT/name).exists() else ''
        for why in misnamed(text): yield f'{name}: {why}'

def readme_words() -> int: return len((ROOT/'README.md').read_text(encoding='utf-8').split())

def words():
    if readme_words() > MAX_WORDS: yield f'README.md has {readme_words()} words, {MAX_WORDS} are allowed'

def level(module: str) -> int | None:
    "A module's room, counted from the top"
    return next((i for i, room in enumerate(ROOMS.values()) if module.split('.')[0] in room), None)

def inside_function(tree: ast.Module) -> set[int]:
    functions = (n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)))
    return {id(n) for f in functions for n in ast.walk(f)}

def optional(tree: ast.Module) -> set[int]:
    "Imports that are tried, in a `try` that catches an ImportError: where one is missing, what to install is told"
    tries = (t for t in ast.walk(tree) if isinstance(t, ast.Try))
    return {id(n) for t in tries if any(getattr(h.type, 'id', '') == 'ImportError' for h in t.handlers) for n in t.body}

def imported(module: str, path: Path):
    "What a module imports, but for what is optional: `(name, line, late)`, its own package's modules as `.name`"
    tree = syntax(path)
    late, package = inside_function(tree), module.split('.')[:None if path.name == '__init__.py' else -1]
    tried = optional(tree)
    for node in ast.walk(tree):
        if id(node) in tried: continue
        if isinstance(node, ast.Import): found = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ['xla_nb', *package[:len(package) - node.level + 1]] if node.level else []
            start = '.'.join(base + ([node.module] if node.module else []))
            inner = [f'{start}.{a.name}' for a in node.names]
            found = [n for n in inner if n.removeprefix('xla_nb.') in modules()] or [start]
        else: continue
        for name in found:
            own = name.partition('.')[0] == 'xla_nb'
            yield '.' + name.removeprefix('xla_nb').removeprefix('.') if own else name, node.lineno, id(node) in late

def needs(module: str, graph: dict) -> set[str]:
    "A module and all of the package that comes with it"
    seen, todo = set(), [module]
    while todo:
        here = todo.pop()
        if here in seen or here not in graph: continue
        seen.add(here)
        todo += graph[here]
    return seen

def upward():
    all_modules, graph = modules(), {}
    for name, path in all_modules.items():
        graph[name], here = set(), level(name)
        if here is None: yield f'{path.relative_to(ROOT)} is in no room: add it to ROOMS in tools/check_site.py'
        for target, line, late in imported(name, path):
            if not target.startswith('.') or target == '.': continue
            other, at = target[1:], f'{path.relative_to(ROOT)}:{line}'
            if other not in all_modules: yield f'{at} imports xla_nb.{other}, which is not there'
            elif late and name not in LATE: yield f'{at} imports xla_nb.{other} late, inside a function'
            there = level(other)
            if None not in (here, there) and there < here:
                rooms = list(ROOMS)
                yield f'{at} ({rooms[here]}) imports xla_nb.{other} ({rooms[there]}), which is above it'
            graph[name].add(other)
    try: graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as e: yield 'modules import each other in a circle: ' + ' -> '.join(reversed(e.args[1]))
    for name, heavy in LIGHT.items():
        for part in sorted(needs(name, graph)):
            for target, line, late in imported(part, all_modules[part]):
                if target.split('.')[0] in heavy and not late:
                    yield f'{all_modules[part].relative_to(ROOT)}:{line} imports {target}, and {name} must not need it'

def imports():
    cfg = configparser.ConfigParser(delimiters=['='])
    cfg.read(ROOT/'settings.ini', encoding='utf-8')
    def normal(name): return re.sub(r'[-_.]+', '-', name).lower()
    required = {normal(re.split(r'[<>=!~\[;]', r)[0]) for r in cfg['DEFAULT']['requirements'].split()}
    dists, used = packages_distributions(), {}
    for module, path in modules().items():
        for name, _, _ in imported(module, path): used.setdefault(name.split('.')[0], path)
    for name, path in used.items():
        if not name or name in sys.stdlib_module_names: continue
        if not required & {normal(d) for d in dists.get(name, [name])}:
            yield f'{path.relative_to(ROOT)} imports {name}, which settings.ini does not require'

def public(path: Path) -> list[str]:
    "A module's `__all__`"
    for node in syntax(path).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') == '__all__':
            return ast.literal_eval(node.value)
    return []

def numbers():
    "Sizes, a line for each"
    lengths = exported_lengths()
    code = [len(s.splitlines()) for p in notebooks() for _, _, s in code_cells(p) if s.strip()]
    widest = max((len(l) for _, c, _ in exported() for l in c.source.splitlines()), default=0)
    lines = {m: len(p.read_text(encoding='utf-8').splitlines()) for m, p in modules().items()}
    rooms = {r: sum(n for m, n in lines.items() if m.split('.')[0] in inside) for r, inside in ROOMS.items()}
    yield f'public names: {sum(len(public(p)) for p in modules().values())}'
    yield f'exported cells: {len(lengths)}, median {median(lengths):g} lines, longest {max(lengths)}'
    yield f'widest exported line: {widest} columns'
    yield f'all code cells: {len(code)}, median {median(code):g} lines'
    yield f'words in README.md: {readme_words()}'
    yield 'lines of code: ' + ', '.join(f'{r} {n:,}' for r, n in rooms.items()) + f'; in all {sum(lines.values()):,}'
    yield f'share of the method: {rooms["method"] / sum(lines.values()):.0%}'
    yield f'imports that run upward, late or in a circle: {len(list(upward()))}'

ALL = openings, cells, width, outputs, paths, figures, sidebar, links, names, words, upward, imports
CHECKS = {f.__name__: f for f in ALL}

def main(asked):
    if asked == ['count']: return print(len(list(filter(runs, notebooks()))))
    if asked == ['numbers']: return print('\n'.join(numbers()))
    unknown = [n for n in asked if n not in CHECKS]
    if unknown: sys.exit(f'no check called {", ".join(unknown)}; there are {", ".join(CHECKS)}, count, numbers')
    found = [p for n in asked or CHECKS for p in CHECKS[n]()]
    print('\n'.join(dict.fromkeys(found)) or f'{", ".join(asked or CHECKS)}: nothing to complain about')
    sys.exit(bool(found))

if __name__ == '__main__': main(sys.argv[1:])
