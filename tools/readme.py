"""Write README.md from nbs/index.ipynb, without Quarto: `python tools/readme.py` writes, `--check` only compares.

Markdown cells pass through, with Quarto's own syntax turned into GitHub's (callouts, attributes, fenced divs). Code
cells become fenced blocks followed by what they show: markdown as it is, HTML tables as markdown tables, figures as
files in nbs/figures, text as a block. Cells marked `hide` or `export` are left out, as on the site; `readme: false`
leaves a cell out of the README alone."""
import argparse, base64, difflib, posixpath, re, sys
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
from bs4 import BeautifulSoup
from nbdev.config import get_config
from nbdev.readme_filter import doc_link

ROOT = Path(__file__).resolve().parent.parent
NOTE = '<!-- Made from nbs/index.ipynb by tools/readme.py -->'
SKIP = {'hide', 'export', 'exporti', 'exports', 'exportd', 'default_exp'}
ALERTS = {'note': 'NOTE', 'tip': 'TIP', 'important': 'IMPORTANT', 'warning': 'WARNING', 'caution': 'CAUTION'}
ANSI = re.compile(r'\x1b\[[0-9;]*[A-Za-z]')

def directives(source: str) -> tuple[dict, str]:
    "The `#|` lines at the top of a cell as a dict, and the rest"
    lines, found = source.splitlines(), {}
    while lines and re.match(r'#\s?\|', lines[0]):
        name, _, value = re.sub(r'^#\s?\|\s*', '', lines.pop(0)).partition(':')
        name, _, rest = name.strip().partition(' ')
        found[name] = (value or rest).strip().strip('"\'')
    return found, '\n'.join(lines).strip('\n')

def link(target: str) -> str:
    "A link written in nbs/ as seen from README.md: pages on the site, other files in the repository"
    url = urlsplit(target)
    if url.scheme or url.netloc or not url.path: return target
    on_site = doc_link(target, get_config(ROOT).doc_url)
    if on_site != target: return on_site
    path = posixpath.normpath(posixpath.join('nbs', url.path))
    return path + (f'#{url.fragment}' if url.fragment else '')

def inline(text: str) -> str:
    "One paragraph's links and attributes, code spans left alone"
    parts = re.split(r'(`+[^`]*`+)', text)
    for i in range(0, len(parts), 2):
        s = re.sub(r'(\]\()([^)\s]+)', lambda m: m[1] + link(m[2]), parts[i])
        s = re.sub(r'(\b(?:src|href)=")([^"]+)', lambda m: m[1] + link(m[2]), s)
        s = re.sub(r'(\))\{[^}\n]*\}', r'\1', s)
        parts[i] = re.sub(r'^(#+ .*?)\s*\{[#.][^}\n]*\}\s*$', r'\1', s, flags=re.M)
    text = ''.join(parts)
    return re.sub(r'^(\[[^\]]+\]:\s*)(\S+)', lambda m: m[1] + link(m[2]), text)

def markdown(source: str) -> str:
    "Quarto markdown as GitHub markdown"
    out, stack, fence = [], [], None
    for line in source.splitlines():
        quote = '> ' * sum(kind in ALERTS for kind in stack)
        ticks = re.match(r'\s*(`{3,}|~{3,})', line)
        div = re.match(r':{3,}\s*(.*)$', line)
        if fence:
            if ticks and line.strip() == fence: fence = None
        elif ticks:
            fence, line = ticks[1], re.sub(r'(`{3,}|~{3,})\s*\{\.?(\w+)[^}]*\}', r'\1\2', line)
        elif '{{<' in line: raise SystemExit(f'README: no way to show this Quarto shortcode on GitHub: {line.strip()}')
        elif div and div[1]:
            kind = re.search(r'callout-(\w+)', div[1])
            stack.append(kind[1] if kind else 'div')
            if stack[-1] not in ALERTS: continue
            title = re.search(r'title="([^"]*)"', div[1])
            out.append(f'{quote}> [!{ALERTS[stack[-1]]}]')
            if title: out.append(f'{quote}> **{title[1]}**  ')
            continue
        elif div:
            if stack: stack.pop()
            continue
        else: line = inline(line)
        out.append((quote + line).rstrip() if quote else line)
    return '\n'.join(out).strip('\n')

def cell_text(cell) -> str:
    "A table cell's text, safe between pipes"
    return ' '.join(cell.get_text(' ', strip=True).split()).replace('|', r'\|')

def html_table(table) -> str:
    "An HTML table as a GitHub table; number columns are set to the right"
    rows = [[cell_text(c) for c in tr.find_all(['th', 'td'])] for tr in table.find_all('tr')]
    width = max(map(len, rows))
    rows = [r + [''] * (width - len(r)) for r in rows]
    head, body = (rows[0], rows[1:]) if len(rows) > 1 else ([''] * width, rows)
    figure = re.compile(r'[-+−]?[\d.,]+\s?%?( ?± ?[\d.,]+)?|nan|')
    number = [all(figure.fullmatch(r[i]) for r in body) and any(r[i] for r in body) for i in range(width)]
    rule = ['--:' if n else ':--' for n in number]
    return '\n'.join('| ' + ' | '.join(r) + ' |' for r in [head, rule, *body])

def block(text: str, lang: str = '') -> str:
    "A fenced block whose fence is longer than any inside"
    ticks = '`' * max([3] + [len(t) + 1 for t in re.findall(r'`{3,}', text)])
    return f'{ticks}{lang}\n{text.rstrip()}\n{ticks}'

class Readme:
    "The README's parts in order, and the figures they show"
    def __init__(self, path: Path):
        self.parts, self.figures, self.heading = [NOTE], {}, ''
        for cell in nbformat.read(path, 4).cells: getattr(self, cell.cell_type)(cell)
        self.text = '\n\n'.join(p for p in self.parts if p.strip()) + '\n'

    def raw(self, cell): "Front matter is for the site"

    def markdown(self, cell):
        flags, source = directives(cell.source)
        if 'hide' in flags: return
        for m in re.finditer(r'^#+ (.*)', source, re.M): self.heading = m[1]
        self.parts.append(markdown(source))

    def code(self, cell):
        flags, source = directives(cell.source)
        left_out = SKIP & flags.keys() or 'false' in (flags.get('include'), flags.get('readme'))
        if left_out or not source.strip(): return
        if flags.get('echo') != 'false' and 'hide_input' not in flags:
            shell = all(l.startswith('!') for l in source.splitlines() if l.strip()) or source.startswith('%%bash')
            if shell: source = re.sub(r'^(!|%%bash\n)', '', source, flags=re.M)
            self.parts.append(block(source, 'sh' if shell else 'python'))
        if flags.get('output') == 'false' or 'hide_output' in flags: return
        name = flags.get('label') or cell.id
        for n, out in enumerate(cell.outputs): self.output(out, flags, f'{name}-{n}' if n else name)

    def output(self, out, flags, name):
        if out.output_type == 'error':
            raise SystemExit(f'README: a cell of the index notebook failed: {out.ename}: {out.evalue}')
        if out.output_type == 'stream':
            if out.name == 'stdout' and out.text.strip(): self.parts.append(block(ANSI.sub('', out.text)))
            return
        data = out.data
        html = BeautifulSoup(data.get('text/html', ''), 'html.parser')
        for tag in html(['style', 'script']): tag.decompose()
        if 'text/markdown' in data: self.parts.append(markdown(data['text/markdown']))
        elif 'image/png' in data: self.figure(f'index-{name}.png', base64.b64decode(data['image/png']), flags)
        elif 'image/svg+xml' in data: self.figure(f'index-{name}.svg', data['image/svg+xml'].encode(), flags)
        elif html.find('table'): self.parts += [html_table(t) for t in html.find_all('table')]
        elif html.get_text(strip=True) and data.get('text/plain', '<').startswith('<'):
            self.parts.append(inline(str(html).strip()))
        elif data.get('text/plain', '').strip(): self.parts.append(block(ANSI.sub('', data['text/plain'])))

    def figure(self, name, content, flags):
        self.figures[name] = content
        caption = flags.get('fig-cap', '')
        self.parts.append(f'![{flags.get("fig-alt") or caption or self.heading}](nbs/figures/{name})')
        if caption: self.parts.append(f'*{caption}*')

def differences(readme: Readme) -> list[str]:
    "What `--check` has to say, empty when README.md and its figures are up to date"
    path, folder = ROOT/'README.md', ROOT/'nbs/figures'
    old = path.read_text(encoding='utf-8') if path.exists() else ''
    texts = old.splitlines(), readme.text.splitlines()
    diff = list(difflib.unified_diff(*texts, 'README.md', 'nbs/index.ipynb', n=1, lineterm=''))
    for name, content in readme.figures.items():
        fresh = (folder/name).exists() and (folder/name).read_bytes() == content
        if not fresh: diff.append(f'nbs/figures/{name}: missing or out of date')
    gone = [p.name for p in sorted(folder.glob('index-*')) if p.name not in readme.figures]
    return diff + [f'nbs/figures/{name}: no longer shown' for name in gone]

def main():
    parser = argparse.ArgumentParser(description='Write README.md from nbs/index.ipynb')
    parser.add_argument('--check', action='store_true', help='write nothing; exit with 1 if README.md is out of date')
    check = parser.parse_args().check
    readme = Readme(ROOT/'nbs/index.ipynb')
    stale = differences(readme)
    if not stale: return print('README.md is up to date')
    if check:
        more = [f'… and {len(stale) - 40} more lines'] if len(stale) > 40 else []
        print('\n'.join(stale[:40] + more))
        sys.exit('README.md is out of date: run `python tools/readme.py` and commit the result')
    folder = ROOT/'nbs/figures'
    for p in folder.glob('index-*'): p.unlink()
    if readme.figures: folder.mkdir(exist_ok=True)
    for name, content in readme.figures.items(): (folder/name).write_bytes(content)
    (ROOT/'README.md').write_text(readme.text, encoding='utf-8')
    print(f'README.md written: {len(readme.text.splitlines())} lines, {len(readme.figures)} figures')

if __name__ == '__main__': main()
