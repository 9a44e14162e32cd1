"""Labels in one language, a model in another: unsupervised cross-lingual data augmentation (XLA), notebook first

You have labelled sentences in English and need a model for Spanish, German or Arabic, where you have sentences but no labels. `xla_nb` implements **XLA**, a framework for unsupervised cross-lingual data augmentation: it warms up three task models on the source with a *confidence penalty*, lets a masked language model write new sentences around the ones you have, has the models label all of it, keeps what one model is sure of and two models agree on, and trains the third on that. Three epochs later you have target-language models that never saw a target label."""

__version__ = "0.1.0"
