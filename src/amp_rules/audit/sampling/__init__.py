"""Monetary-unit sampling: how many units, which, and what they say of the whole."""

from amp_rules.audit.sampling.bounds import Bound, cell_steps, stringer_steps
from amp_rules.audit.sampling.draw import Drawing, Pick, Sample, Selection, Stratum, draw_sample
from amp_rules.audit.sampling.errors import SamplingError
from amp_rules.audit.sampling.evaluate import evaluate_sample
from amp_rules.audit.sampling.evaluation import Counting, Evaluation, Layer, Side, Standing
from amp_rules.audit.sampling.factors import binomial_factor, confidence_of, planning_factor, poisson_factor
from amp_rules.audit.sampling.materiality import Materiality, materiality_of
from amp_rules.audit.sampling.plan import EXPANSION_FACTORS, Plan, Sizing, plan_sample
from amp_rules.audit.sampling.together import share_of

__all__ = [
    "EXPANSION_FACTORS",
    "Bound",
    "Counting",
    "Drawing",
    "Evaluation",
    "Layer",
    "Materiality",
    "Pick",
    "Plan",
    "Sample",
    "SamplingError",
    "Selection",
    "Side",
    "Sizing",
    "Standing",
    "Stratum",
    "binomial_factor",
    "cell_steps",
    "confidence_of",
    "draw_sample",
    "evaluate_sample",
    "materiality_of",
    "plan_sample",
    "planning_factor",
    "poisson_factor",
    "share_of",
    "stringer_steps",
]
