using System.Runtime.InteropServices;

namespace Groundwork.Server.Hosting;

/// <summary>
/// Gives memory back to the system after something large. Lists of a million votes are in a generation that is looked at rarely: what
/// they took would be kept for minutes, and the next step would take its own on top of it.
/// </summary>
static class LargeMemory
{
    // Below this, what is left behind is less than what the collection would cost.
    const long Many = 200_000;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int Trim(nint keep);

    // What SQLite has freed lies between what it still holds: glibc gives it back when asked, other allocators by themselves or not at all.
    static readonly Trim? TrimNative = NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out var at)
        ? Marshal.GetDelegateForFunctionPointer<Trim>(at) : null;

    /// <summary>Collects and compacts once, which stops everybody for a moment; only after work on very many answers or rows.</summary>
    internal static void Return(long things)
    {
        if (things <= Many)
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        TrimNative?.Invoke(0);
    }
}
