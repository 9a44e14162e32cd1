"""Labels in one language, a model in another: unsupervised cross-lingual data augmentation (XLA), notebook first

You have labelled sentences in English and need a model for Spanish, German or Arabic, where you have sentences but no labels. `xla_nb` implements XLA: three models learn from the English labels; a masked language model writes new sentences around the ones you have; what one model is sure of and two agree on, the third learns.

Start with `xla_nb.algorithm.xla` (Algorithm 1 in one function), `xla_nb.run.Run` (the same in a folder) or, in a shell,
`xla-nb demo`. The lessons, which are also tests and source: https://xla-nb.github.io/xla_nb"""

__version__ = "0.1.0"
