"""How the site shows an entry of the reference: as its source says it, `renderer = "tools.entries.Entry"` of nbdev.

A function is its signature with the comments beside its arguments; a class is its line, its fields or what it is made
with, and its public methods. Types and defaults are those that were written, not what Python made of them."""
import ast, re, textwrap
from functools import lru_cache
from pathlib import Path

from nbdev.config import get_config
from nbdev.doclinks import NbdevLookup
from nbdev.showdoc import BasicMarkdownRenderer

FUNCTIONS = ast.FunctionDef, ast.AsyncFunctionDef

@lru_cache(maxsize=None)
def parsed(path: Path) -> tuple[list[str], ast.Module]:
    text = path.read_text(encoding='utf-8')
    return text.splitlines(), ast.parse(text)

def signature(lines: list[str], node) -> str:
    "From `def` to the colon, as it stands, without `self`'s type"
    body = node.body[0]
    bare = ast.FunctionDef(**vars(node) | dict(body=[ast.Pass()], decorator_list=[]))
    same_line = body.lineno == node.lineno or lines[body.lineno - 1].lstrip().startswith(')')
    text = ast.unparse(bare) if same_line else '\n'.join(lines[node.lineno - 1:body.lineno - 1])
    text = re.sub(r'\b(self|cls): \w+', r'\1', textwrap.dedent(text))
    return re.sub(r':\s*\n\s+pass$', ':', text).rstrip()

def documented(lines: list[str], node) -> str:
    "A method's signature with what decorates it, and what it does"
    doc, marks = ast.get_docstring(node), [f'@{ast.unparse(d)}\n' for d in node.decorator_list]
    above = ''.join('@classmethod\n' if 'cls_method' in m else m for m in marks if m != '@patch\n')
    return above + signature(lines, node) + (f'\n    "{doc}"' if doc else ' ...')

def fields(lines: list[str], tree: ast.Module, node: ast.ClassDef) -> list[str]:
    "Public fields of a dataclass with their comments, those of a private class that it is made from first"
    hidden = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name[0] == '_']
    above = [n for n in hidden if n.name in [getattr(b, 'id', '') for b in node.bases]]
    found = [s for s in node.body if isinstance(s, ast.AnnAssign) and not s.target.id.startswith('_')]
    told = [textwrap.dedent('\n'.join(lines[s.lineno - 1:s.end_lineno])) for s in found]
    return [f for base in above for f in fields(lines, tree, base)] + told

def class_text(lines: list[str], tree: ast.Module, node: ast.ClassDef) -> str:
    "A class as its readers need it"
    patched = patched_onto(tree, node.name)
    methods = [m for m in node.body if isinstance(m, FUNCTIONS) and (m.name == '__init__' or m.name[0] != '_')]
    parts = [*fields(lines, tree, node), *(documented(lines, m) for m in methods + patched)]
    head = [lines[d.lineno - 1] for d in node.decorator_list] + [lines[node.lineno - 1].split(':')[0] + ':']
    return '\n'.join(head + [textwrap.indent(p, '    ') for p in parts or ['...']])

def patched_onto(tree: ast.Module, name: str) -> list:
    "Public functions that `@patch` makes methods of a class"
    def of(f): return getattr(f.args.args[0].annotation, 'id', '') if f.args.args else ''
    found = [f for f in tree.body if isinstance(f, FUNCTIONS) and f.name[0] != '_']
    def is_patch(d): return getattr(getattr(d, 'func', d), 'id', '') == 'patch' # bare, or with arguments
    return [f for f in found if of(f) == name and any(map(is_patch, f.decorator_list))]

def find(tree: ast.Module, name: str):
    "A definition by its dotted name, a method wherever it is written; None if it is not there"
    owner, _, last = name.rpartition('.')
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == owner]
    inside = [*classes[0].body, *patched_onto(tree, owner)] if classes else [] if owner else tree.body
    return next((n for n in inside if getattr(n, 'name', '') == last), None)

def source_text(link: str, name: str) -> str:
    "The entry of a name, from the module that its link leads to; empty if it is no definition of ours"
    file = get_config().config_path/'xla_nb'/link.rpartition('#')[0].rpartition('/xla_nb/')[2]
    if not file.is_file(): return ''
    lines, tree = parsed(file)
    node = find(tree, name)
    if isinstance(node, ast.ClassDef): return class_text(lines, tree, node)
    return signature(lines, node) if isinstance(node, FUNCTIONS) else ''

class Entry(BasicMarkdownRenderer):
    "An entry of the reference; a method of a private class has none"
    def _repr_markdown_(self):
        if self.nm.startswith('_'): return '<!-- a helper -->'
        link = NbdevLookup().code(self.fn) or ''
        text = source_text(link, self.nm)
        if not text: return super()._repr_markdown_()
        where = f'[source]({link}){{target="_blank" style="float:right; font-size:smaller"}}\n\n' if link else ''
        said = f'\n\n*{self.docs.strip()}*' if self.docs else ''
        return f'---\n\n{where}{"#" * self.title_level} {self.nm}\n\n```python\n{text}\n```{said}\n'
