using System.Numerics;

namespace RlOrleans.Environments;

/// <summary>Whether numbers are numbers.</summary>
public static class Finite
{
    /// <summary>The first value that is NaN or infinite; −1 where there is none.</summary>
    public static int FirstExcept(ReadOnlySpan<float> values)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            // Zero times a value is zero, unless the value is not finite.
            if (!Vector.EqualsAll(new Vector<float>(values[i..]) * Vector<float>.Zero, Vector<float>.Zero))
                break;
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }
}
