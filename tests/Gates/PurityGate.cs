using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Groundwork.Gates.Tests;

/// <summary>Reads in a built assembly which members of the platform it uses: the pure core may not touch the world.</summary>
static class PurityGate
{
    static readonly string[] Namespaces = ["System.Net", "System.IO.Pipes", "System.IO.MemoryMappedFiles", "System.IO.Compression.ZipFile", "System.Diagnostics.Process", "Microsoft.Win32"];

    static readonly string[] Types =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.FileSystemInfo",
        "System.IO.DriveInfo", "System.IO.FileSystemWatcher", "System.IO.RandomAccess", "System.Console", "System.Random", "System.TimeProvider",
        "System.Diagnostics.Stopwatch", "System.Threading.Thread", "System.Threading.Timer", "System.Security.Cryptography.RandomNumberGenerator",
        "System.Runtime.InteropServices.NativeLibrary", "System.AppContext",
    ];

    static readonly string[] Members =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Run",
        "System.IO.Path.GetTempPath", "System.IO.Path.GetTempFileName", "System.IO.Path.GetFullPath",
    ];

    // Words of the environment that say nothing about it: the compiler itself writes the thread's id into an iterator.
    static readonly string[] Harmless = ["System.Environment.get_CurrentManagedThreadId", "System.Environment.get_NewLine", "System.Environment.FailFast"];

    internal static IEnumerable<string> Impurities(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.TypeReferences)
            if (NameOf(metadata, handle) is var type && (Types.Contains(type) || Namespaces.Any(n => type == n || type.StartsWith(n + ".", StringComparison.Ordinal))))
                found.Add(type);
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;
            var type = NameOf(metadata, (TypeReferenceHandle)member.Parent);
            var name = $"{type}.{metadata.GetString(member.Name)}";
            if (Members.Contains(name) || (type == "System.Environment" && !Harmless.Contains(name)))
                found.Add(name);
        }
        foreach (var handle in metadata.MethodDefinitions)
            if (!metadata.GetMethodDefinition(handle).GetImport().Module.IsNil)
                found.Add("native code: " + metadata.GetString(metadata.GetMethodDefinition(handle).Name));
        return found.Select(f => $"{Path.GetFileNameWithoutExtension(assembly)} uses {f}.");
    }

    static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
