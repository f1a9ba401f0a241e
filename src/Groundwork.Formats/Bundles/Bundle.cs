namespace Groundwork.Formats.Bundles;

/// <summary>What is found in a bundle of files (an archive, a folder, a set of uploads), one after the other.</summary>
/// <param name="Name">The path inside the bundle with forward slashes; only a name to show and to take ids from, never a place on the disk.</param>
public abstract record BundleOutcome(string Name);

/// <summary>A file that can be read. Read it before going on to the next: archives are streams.</summary>
/// <param name="Name">Its path inside the bundle.</param>
/// <param name="Size">Its length in bytes as the bundle states it, or null; reading more than a limit fails, whatever it says.</param>
/// <param name="Open">Opens it for one reading; the caller disposes.</param>
public sealed record BundleFile(string Name, long? Size, Func<CancellationToken, Task<Stream>> Open) : BundleOutcome(Name)
{
    /// <summary>Where it lies, if it is to stay there; null for what comes in to be stored.</summary>
    public BundlePlace? Place { get; init; }
}

/// <summary>A file that is used where it lies, and how it was when it was looked at.</summary>
/// <param name="Root">The name of the folder that it is reached through.</param>
/// <param name="Path">Its path below that folder, with forward slashes.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Modified">When it was last changed, Unix ms.</param>
public sealed record BundlePlace(string Root, string Path, long Size, long Modified);

/// <summary>Something that can't be taken; the files around it are not affected.</summary>
/// <param name="Name">Its path inside the bundle, made safe to show.</param>
/// <param name="Reason">What is wrong, as a sentence.</param>
/// <param name="Todo">What to do about it, as a sentence.</param>
public sealed record BundleFault(string Name, string Reason, string Todo) : BundleOutcome(Name);
