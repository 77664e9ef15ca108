"""hiringkit: interview loops, independent scorecards with evidence, calibrated scores, documents."""

__version__ = "1.0.0"
