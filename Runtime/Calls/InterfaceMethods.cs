using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Finds the methods of grain interfaces for filters, which is the only use of reflection on calls.</summary>
internal static class InterfaceMethods
{
    private static readonly ConcurrentDictionary<(Type Type, string Name, string Signature), MethodInfo> Known = new();

    public static MethodInfo Find(Type declaringType, string name, Type[] typeArguments, Type[] parameterTypes) =>
        Known.GetOrAdd(
            (declaringType, name, Signature(typeArguments) + "|" + Signature(parameterTypes)),
            static (key, types) => Search(key.Type, key.Name, types.typeArguments, types.parameterTypes),
            (typeArguments, parameterTypes));

    private static string Signature(Type[] types) => string.Join(",", types.Select(type => type.AssemblyQualifiedName));

    private static MethodInfo Search(Type declaringType, string name, Type[] typeArguments, Type[] parameterTypes)
    {
        foreach (var method in declaringType.GetMethods().Where(method => method.Name == name && method.GetGenericArguments().Length == typeArguments.Length))
        {
            var candidate = typeArguments.Length == 0 ? method : method.MakeGenericMethod(typeArguments);
            if (candidate.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(parameterTypes))
            {
                return candidate;
            }
        }

        throw new MissingMethodException(declaringType.FullName, name);
    }
}
