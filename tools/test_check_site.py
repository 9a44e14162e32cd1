"""Each check of check_site.py on a small project made up for it, right and wrong: `python tools/test_check_site.py`."""
import sys, tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

sys.path.insert(0, str(Path(__file__).parent))
import check_site as c

TITLE = '# page\n\n> What it is'

def project(folder: Path, pages: dict, modules: dict) -> None:
    "A project of notebooks, each a list of cells (a string is markdown), and of modules; the checks look at it"
    c.ROOT, c.NBS, c.PROC, c.LIB = folder, folder/'nbs', folder/'_proc', folder/'xla_nb'
    for cached in (c.read, c.anchors, c.syntax): cached.cache_clear()
    for name, cells in pages.items():
        path = c.NBS/name
        path.parent.mkdir(parents=True, exist_ok=True)
        nb = new_notebook(cells=[new_markdown_cell(x) if isinstance(x, str) else x for x in cells])
        nbformat.write(nb, path)
    for name, source in {'__init__.py': '', **modules}.items():
        path = c.LIB/name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding='utf-8')

def complaints(check: str, pages: dict = {}, modules: dict = {}, files: dict = {}) -> list[str]:
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(tmp).resolve()
        project(folder, {'01_a.ipynb': [TITLE], **pages}, modules)
        for name, text in {'README.md': '', **files}.items(): (folder/name).write_text(text, encoding='utf-8')
        return list(c.CHECKS[check]())

def code(source: str, **kw): return new_code_cell(source, **kw)

def says(found: list[str], *parts: str):
    assert len(found) == len(parts), found
    for text, part in zip(found, parts): assert part in text, f'{part!r} is not in {text!r}'

def test_openings():
    says(complaints('openings'))
    says(complaints('openings', {'b.ipynb': [f'{TITLE}\n', 'More.', '```\n#| hide\n```'], 'r/c.ipynb': ['# a\n> b']}))
    for bad in (f'{TITLE}\n\nMore.', f'{TITLE}\n> and more', '# page', '## page\n\n> x', f'{TITLE}\n- key: value', ''):
        says(complaints('openings', {'b.ipynb': [bad]}), 'nbs/b.ipynb: the first cell must be')
    says(complaints('openings', {'b.ipynb': [code('#| default_exp b'), TITLE]}), 'the first cell must be')
    says(complaints('openings', {'b.ipynb': []}), 'the first cell must be')
    says(complaints('openings', {'b.ipynb': [TITLE, '#| export\nMore.']}), 'shows this line as text: #| export')

def test_cells():
    def cell(n, flag='export'): return code(f'#| {flag}\n' + '\n'.join(f'a{i} = {i}' for i in range(n)))
    says(complaints('cells', {'b.ipynb': [TITLE, cell(10), cell(35), cell(9)]}))
    says(complaints('cells', {'b.ipynb': [TITLE, cell(11)]}), 'the median exported cell has 11 lines')
    says(complaints('cells', {'r/b.ipynb': [TITLE, cell(36), cell(3), cell(3)]}), 'nbs/r/b.ipynb: cell')
    says(complaints('cells', {'b.ipynb': [TITLE, cell(36, 'hide')]}))

def crowded(line: str) -> list[str]: return complaints('width', {'b.ipynb': [TITLE, code(f'#| export\n{line}')]})

def test_width():
    fine = ['a = 1; b = 2', 'a, b = 1, 2', 'a, b, c, d = f()', 'a, b, c = x', 'a = b = c = 0', 'f(a=1, b=2, c=3)',
        'a, b, c = (1,\n    2,\n    3)', 'class A:\n    x: int = 1; y: int = 2; z: int = 3', 'a: int', '!ls',
        'x = "a=1; b=2; c=3"',
        'def f(a=1, b=2, c=3): pass',
        'a' * 120, 'a, *b, c = *x, *y, *z']
    for line in fine: assert not crowded(line), crowded(line)
    for line in ('a = 1; b = 2; c = 3', 'a, b, c = 1, 2, 3', 'a, b = 1, 2; c += 3', 'for i in x: a = 1; b, c = 2, 3',
                 '[a, b, c] = [1, 2, 3]', 'if (a := 1): b = 2; c = 3', 'a: int = 1; b: int = 2; c: int = 3'):
        says(crowded(line), '3 assignments in a line')
    says(crowded('a' * 121), '121 columns')
    says(complaints('width', {'b.ipynb': [TITLE, code('a' * 121 + '\na = 1; b = 2; c = 3')]}))

def test_outputs():
    shown = [new_output('stream', text='1')]
    says(complaints('outputs', {'b.ipynb': [TITLE, code('print(1)', outputs=shown), code('#| hide\nx')]}))
    says(complaints('outputs', {'b.ipynb': [TITLE, code('a = 1\na')]}), 'no output is saved', '0 of 1 page cells')
    broken = code('a', outputs=[new_output('error', ename='E', evalue='no')])
    says(complaints('outputs', {'b.ipynb': [TITLE, broken]}), 'E: no')

def test_paths():
    def page(text): return {'b.ipynb': [TITLE, code('a', outputs=[new_output('stream', text=text)])]}
    says(complaints('paths', page('runs/es, a/b, https://x.org/home/me')))
    says(complaints('paths', page('saved in /home/me/x')), 'names a folder of some machine')

def test_names():
    lib = {'config.py': 'from os import path\nclass Task: pass\nA, B = 1, 2', 'recipes/__init__.py': '',
        'recipes/mini.py': 'X = 1'}
    fine = 'xla_nb.config, `xla_nb.config.Task`. xla_nb.recipes.mini.X, xla_nb.config.A, xla_nb.config.path, xla_nb.'
    says(complaints('names', {'b.ipynb': [TITLE, fine + ' 01_a.ipynb and github.com/x/xla_nb.git']}, lib))
    for bad in ('xla_nb.data', 'xla_nb.config.Gone', 'xla_nb.recipes.small', 'xla_nb.recipes.mini.Y'):
        says(complaints('names', {'b.ipynb': [TITLE, f'See `{bad}`.']}, lib), f'there is no {bad}')
    says(complaints('names', {'b.ipynb': [TITLE, 'See 02_gone.ipynb.']}), 'there is no notebook 02_gone.ipynb')
    said = complaints('names', modules={'config.py': '"As xla_nb.gone does."'})
    says(said, 'xla_nb/config.py: there is no xla_nb.gone')
    says(complaints('names', files={'README.md': 'from xla_nb.gone import x'}), 'README.md: there is no xla_nb.gone')

def test_figures():
    drawn = [new_output('display_data', {'image/png': 'iVBORw0='})]
    fine = [code('#| fig-alt: "a line"\nplot()', outputs=drawn), code('#| hide\nplot()', outputs=drawn), code('plot()')]
    says(complaints('figures', {'b.ipynb': [TITLE, *fine]}))
    says(complaints('figures', {'b.ipynb': [TITLE, code('#| fig-cap: "x"\nplot()', outputs=drawn)]}), 'has no `#| fig-alt`')

def test_entries():
    import ast, entries
    source = '''@dataclass
class _Base:
    n: int = 0 # How many

class Kept(_Base):
    "What is kept"
    _hidden: int = 1
    def save(self,
        path: str, # A file
    ) -> str:
        "Write it"
        return path
    def _own(self): pass

@patch
def again(self: Kept, a: dict[str, int]) -> None: "Once more"

@patch(cls_method=True)
def load(cls: Kept): return cls()

def f(x: Kept, y=Base(a=1, # One
                      b=2)): return x'''
    lines, tree = source.splitlines(), ast.parse(source)
    text = entries.class_text(lines, tree, entries.find(tree, 'Kept'))
    assert text == '''class Kept(_Base):
    n: int = 0 # How many
    def save(self,
        path: str, # A file
    ) -> str:
        "Write it"
    def again(self, a: dict[str, int]) -> None:
        "Once more"
    @classmethod
    def load(cls): ...''', text
    assert entries.signature(lines, entries.find(tree, 'Kept.again')) == 'def again(self, a: dict[str, int]) -> None:'
    assert entries.signature(lines, entries.find(tree, 'f')).startswith('def f(x: Kept, y=Base(a=1')
    assert entries.find(tree, 'Kept.nothing') is None and entries.find(tree, 'g') is None

def test_words():
    says(complaints('words', files={'README.md': 'word ' * 700}))
    says(complaints('words', files={'README.md': 'word ' * 701}), 'README.md has 701 words')

def test_upward():
    fine = {'config.py': 'import json', 'text.py': 'from .config import Task',
        'encoder.py': 'from xla_nb.text import x',
        'warmup.py': 'import xla_nb.encoder, xla_nb.config', 'recipes/__init__.py': '',
        'recipes/mini.py': 'from ..warmup import a',
        'cli.py': 'def run():\n    from .recipes import mini\n    from . import warmup, __version__'}
    says(complaints('upward', modules=fine))
    def found(**kw):
        return complaints('upward', modules={**fine, **{f'{name}.py': text for name, text in kw.items()}})
    says(found(text='from .warmup import x'), 'text.py:1 (data) imports xla_nb.warmup (method)', 'in a circle')
    says(found(load='from .recipes.mini import X'), '(engine) imports xla_nb.recipes.mini (recipes)')
    says(found(text='from .config import a', config='from .text import b'), 'in a circle: ')
    says(found(text='def f():\n    from .config import a'), 'xla_nb/text.py:2 imports xla_nb.config late')
    says(found(text='from .gone import a'), 'imports xla_nb.gone, which is not there')
    says(found(odd=''), 'xla_nb/odd.py is in no room')
    says(found(presets='from .text import a', text='import torch.nn'), 'and presets must not need it')
    says(found(config='def f():\n    import torch'))

def test_imports():
    settings = {'settings.ini': '[DEFAULT]\nrequirements = pyyaml>=6 nbformat\n'}
    fine = 'import os.path, yaml\nfrom .text import x\ntry: import mistune\nexcept ImportError: mistune = None'
    says(complaints('imports', modules={'a.py': fine}, files=settings))
    said = complaints('imports', modules={'a.py': 'def f(): import mistune'}, files=settings)
    says(said, 'xla_nb/a.py imports mistune, which settings.ini does not require')

if __name__ == '__main__':
    tests = [f for name, f in list(globals().items()) if name.startswith('test_')]
    for test in tests: test()
    print(f'{len(tests)} checks find what they should, and nothing else')
