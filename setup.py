"Requirements, extras, console scripts, keywords and status live in `settings.ini`; this file hands them to setuptools."
from configparser import ConfigParser
from pathlib import Path
from setuptools import setup

cfg = ConfigParser(delimiters=['='])
cfg.read(Path(__file__).parent / 'settings.ini', encoding='utf-8')
cfg = cfg['DEFAULT']
statuses = ['1 - Planning', '2 - Pre-Alpha', '3 - Alpha', '4 - Beta', '5 - Production/Stable']
extras = {name: cfg[f'{name}_requirements'].split() for name in ('ray', 'dev')}
extras['dev'] += extras['ray']
setup(keywords=cfg['keywords'], author=cfg['author'], python_requires=f">={cfg['min_python']}",
      install_requires=cfg['requirements'].split(), extras_require=extras,
      entry_points={'console_scripts': cfg['console_scripts'].splitlines(), 'nbdev': ['xla_nb=xla_nb._modidx:d']},
      classifiers=[f"Development Status :: {statuses[int(cfg['status']) - 1]}", 'Intended Audience :: Science/Research',
                   'Programming Language :: Python :: 3', 'Topic :: Scientific/Engineering :: Artificial Intelligence'])
