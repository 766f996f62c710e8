namespace RlOrleans.Learning;

/// <summary>A rule that moves a flat parameter vector down its gradient.</summary>
internal abstract unsafe class Optimiser
{
    /// <summary>Steps taken.</summary>
    public long Steps { get; protected set; }

    /// <summary>Begins a step, whose ranges are then moved in any order, or at once.</summary>
    public abstract void BeginStep(double learningRate, double gradientScale);

    /// <summary>Moves the parameters of one range.</summary>
    /// <param name="first">Where it begins, a multiple of <see cref="FloatBuffer.Line"/>.</param>
    /// <param name="count">Its length, likewise.</param>
    /// <param name="parameters">The whole vector.</param>
    /// <param name="gradients">The whole vector; each is taken times the scale of the step.</param>
    public abstract void Step(int first, int count, float* parameters, float* gradients);

    public abstract void Save(StateWriter writer);

    public abstract void Load(ref StateReader reader);
}
