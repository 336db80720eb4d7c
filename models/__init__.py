"""The likelihood that an operator would act on an alert: learned, calibrated, explained, bounded.

What a model says stands beside the severity that rules gave, and changes nothing of it.
"""
