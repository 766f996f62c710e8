using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using RlOrleans.Environments;

namespace RlOrleans.Grains.Tests.Plugins;

/// <summary>Writes assemblies that no project would build, to be loaded as plugins.</summary>
internal static class EmittedPlugin
{
    /// <summary>An assembly with one public class, <c>Emitted</c>, that implements <see cref="IEnvironmentPlugin"/>.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="register">A public static method that takes the registry, which Register calls.</param>
    /// <param name="constructor">A public static method without parameters, which the constructor calls.</param>
    /// <param name="constructorTakes">Parameters of the constructor.</param>
    public static void Write(string path, MethodInfo register, MethodInfo? constructor = null, params Type[] constructorTakes)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Path.GetFileNameWithoutExtension(path)), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("emitted").DefineType("Emitted", TypeAttributes.Public | TypeAttributes.Class, typeof(object), [typeof(IEnvironmentPlugin)]);
        var make = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, constructorTakes).GetILGenerator();
        make.Emit(OpCodes.Ldarg_0);
        make.Emit(OpCodes.Call, typeof(object).GetConstructor(Type.EmptyTypes)!);
        if (constructor is not null)
        {
            make.Emit(OpCodes.Call, constructor);
        }

        make.Emit(OpCodes.Ret);
        var body = type.DefineMethod(
            nameof(IEnvironmentPlugin.Register), MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final, typeof(void), [typeof(EnvironmentRegistry)]).GetILGenerator();
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(OpCodes.Call, register);
        body.Emit(OpCodes.Ret);
        type.CreateType();
        assembly.Save(path);
    }

    /// <summary>An assembly that refers to another one, and has nothing else in it.</summary>
    public static void WriteReferenceTo(string path, string name, Version version)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString("emitted"), metadata.GetOrAddGuid(Guid.Empty), default, default);
        metadata.AddAssembly(metadata.GetOrAddString("emitted"), new Version(1, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.None);
        metadata.AddAssemblyReference(metadata.GetOrAddString(name), version, default, default, default, default);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(image);
        File.WriteAllBytes(path, image.ToArray());
    }
}
