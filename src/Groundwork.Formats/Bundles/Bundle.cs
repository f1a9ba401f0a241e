namespace Groundwork.Formats.Bundles;

/// <summary>What is found in a bundle of files (an archive, a folder, a set of uploads), one after the other.</summary>
/// <param name="Name">The path inside the bundle with forward slashes; only a name to show and to take ids from, never a place on the disk.</param>
public abstract record BundleOutcome(string Name);

/// <summary>A file that can be read. Read it before going on to the next: archives are streams.</summary>
/// <param name="Name">Its path inside the bundle.</param>
/// <param name="Size">Its length in bytes as the bundle states it, or null; reading more than a limit fails, whatever it says.</param>
/// <param name="Open">Opens it for one reading; the caller disposes.</param>
public sealed record BundleFile(string Name, long? Size, Func<CancellationToken, Task<Stream>> Open) : BundleOutcome(Name);

/// <summary>Something that can't be taken; the files around it are not affected.</summary>
/// <param name="Name">Its path inside the bundle, made safe to show.</param>
/// <param name="Reason">What is wrong, as a sentence.</param>
/// <param name="Todo">What to do about it, as a sentence.</param>
public sealed record BundleFault(string Name, string Reason, string Todo) : BundleOutcome(Name);
