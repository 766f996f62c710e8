using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Storage;

/// <summary>The state of a grain that has not stored any.</summary>
internal static class StateActivator
{
    /// <summary>
    /// An instance from the parameterless constructor; without one, an instance with all members at their default; null for
    /// types that have no instances of their own.
    /// </summary>
    public static T? Create<T>()
    {
        Type type = typeof(T);
        if (type.IsValueType || type.IsAbstract || type.IsInterface || type.IsArray || type == typeof(string))
        {
            return default;
        }

        ConstructorInfo? constructor = type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, Type.EmptyTypes);
        return (T)(constructor?.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null) ?? RuntimeHelpers.GetUninitializedObject(type));
    }
}
