namespace RlOrleans.Learning;

/// <summary>
/// The vector operations that the kernels are written in, so that each kernel exists once and the just-in-time
/// compiler specialises it for every width. All members are single instructions on the hardware they are meant for.
/// </summary>
/// <typeparam name="TVector">The vector type, for instance <c>Vector512&lt;float&gt;</c>.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether 32 vectors fit the registers, or else 16.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary><c>left * right + addend</c>, rounded once where the hardware can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>
    /// A NaN on the right comes through on all hardware (on the left, only on some): clamps pass the limit on the left,
    /// so that a diverging network cannot hide behind them.
    /// </summary>
    static abstract TVector Min(TVector left, TVector right);

    /// <inheritdoc cref="Min"/>
    static abstract TVector Max(TVector left, TVector right);

    static abstract TVector Sqrt(TVector value);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract TVector Round(TVector value);

    /// <summary>All bits set where the operands are equal.</summary>
    static abstract TVector Equal(TVector left, TVector right);

    /// <summary>All bits set where left is greater.</summary>
    static abstract TVector Greater(TVector left, TVector right);

    /// <summary>The first value where the mask's bits are set, the second elsewhere.</summary>
    static abstract TVector Select(TVector mask, TVector whenSet, TVector otherwise);

    /// <summary>The bits of both operands.</summary>
    static abstract TVector Or(TVector left, TVector right);

    /// <summary>A bit for each element, the first lowest, that is set where the mask's bits are.</summary>
    static abstract uint Bits(TVector mask);

    /// <summary>Whether <see cref="Compress"/> and <see cref="Expand"/> are there.</summary>
    static abstract bool CanCompress { get; }

    /// <summary>The elements where the mask's bits are set, one beside the other, then zeros.</summary>
    static abstract TVector Compress(TVector mask, TVector value);

    /// <summary>The first elements of the value in the places where the mask's bits are set, those of the other elsewhere.</summary>
    static abstract TVector Expand(TVector mask, TVector value, TVector otherwise);

    /// <summary>2 to the power of integral values from -126 to 127.</summary>
    static abstract TVector PowerOfTwo(TVector exponent);

    /// <summary>The binary exponent of positive normal values: e of 2^e · s with s in [1, 2).</summary>
    static abstract TVector Exponent(TVector value);

    /// <summary>The significand of positive normal values: s of 2^e · s with s in [1, 2).</summary>
    static abstract TVector Significand(TVector value);

    /// <summary>The sum of all elements, in a fixed order of pairwise additions.</summary>
    static abstract float Sum(TVector value);

    /// <summary>
    /// Element i is the sum of the elements of the i-th of <see cref="Count"/> vectors that lie one behind the other, in a
    /// fixed order of pairwise additions.
    /// </summary>
    static abstract TVector SumEach(float* vectors);
}
