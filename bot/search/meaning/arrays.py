"""The types of arrays that encoders and vector files hand to each other."""

import numpy as np
import numpy.typing as npt

FloatMatrix = npt.NDArray[np.float32]
"""One vector a row."""
FloatVector = npt.NDArray[np.float32]
"""One number a dimension of one vector, or one a text."""
Keys = npt.NDArray[np.uint64]
"""The keys of texts, as `bot.search.meaning.encoder.key_of` gives them."""
