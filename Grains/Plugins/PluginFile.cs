using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RlOrleans.Plugins;

/// <summary>Looks at a file before it is loaded: what the loader would say of a wrong one tells nobody what to do.</summary>
internal static class PluginFile
{
    /// <summary>Checks that the file is an assembly for this framework, and hashes it.</summary>
    /// <param name="path">Absolute path.</param>
    /// <returns>Lower-case hexadecimal SHA-256 of the file.</returns>
    /// <exception cref="PluginException">There is no such file, or it is no assembly that can be loaded here.</exception>
    public static string Check(string path)
    {
        if (Directory.Exists(path))
        {
            throw new PluginException(path, "is a folder; name the assembly in it, such as bin/Release/net10.0/MyGame.dll");
        }

        if (!File.Exists(path))
        {
            throw new PluginException(path, "does not exist");
        }

        try
        {
            using var file = File.OpenRead(path);
            string hash = Convert.ToHexStringLower(SHA256.HashData(file));
            file.Position = 0;
            using var image = new PEReader(file);
            if (!image.HasMetadata)
            {
                throw new PluginException(path, "is no .NET assembly");
            }

            CheckTarget(path, image.GetMetadataReader());
            return hash;
        }
        catch (BadImageFormatException exception)
        {
            throw new PluginException(path, "is no .NET assembly", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PluginException(path, $"cannot be read: {exception.Message}", exception);
        }
    }

    private static void CheckTarget(string path, MetadataReader metadata)
    {
        if (!metadata.IsAssembly)
        {
            throw new PluginException(path, "is no .NET assembly");
        }

        foreach (var handle in metadata.AssemblyReferences)
        {
            var reference = metadata.GetAssemblyReference(handle);
            string name = metadata.GetString(reference.Name);
            if (name == "System.Runtime" && reference.Version.Major > Environment.Version.Major)
            {
                throw new PluginException(path, $"is built for .NET {reference.Version.ToString(2)}, and this program runs on {RuntimeInformation.FrameworkDescription}");
            }

            if (name == "mscorlib")
            {
                throw new PluginException(path, $"is built for .NET Framework, and this program runs on {RuntimeInformation.FrameworkDescription}");
            }

            var own = typeof(PluginFile).Assembly.GetName().Version!;
            if (name.StartsWith("RlOrleans.", StringComparison.Ordinal) && reference.Version > own)
            {
                throw new PluginException(path, $"is built against {name} {reference.Version.ToString(3)}, and this program has {own.ToString(3)}");
            }
        }
    }
}
