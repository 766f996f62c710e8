namespace RlOrleans.Learning;

/// <summary>A value over the course of a run.</summary>
/// <param name="Initial">The value at the start.</param>
/// <param name="Linear">Whether it falls to zero along a straight line; otherwise it stays.</param>
public readonly record struct Schedule(double Initial, bool Linear)
{
    /// <summary>The value where a part of the run, from 1 down to 0, remains.</summary>
    public double At(double remaining) => Linear ? Initial * remaining : Initial;
}
