namespace Groundwork.Media.Tests;

/// <summary>Puts bytes into a file, has them read, and shows what became of the copy for browsers.</summary>
sealed class Desk : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("groundwork-media-").FullName;
    int files;

    internal Desk(PictureLimits? limits = null) => Pictures = new Pictures(limits);

    internal Pictures Pictures { get; }

    internal async Task<(PictureOutcome Outcome, byte[] Shown)> Read(byte[] content, CancellationToken cancel = default)
    {
        var path = Path.Combine(folder, $"{Interlocked.Increment(ref files)}");
        await File.WriteAllBytesAsync(path, content, cancel);
        return await ReadFile(path, cancel);
    }

    internal async Task<(PictureOutcome Outcome, byte[] Shown)> ReadFile(string path, CancellationToken cancel = default)
    {
        using var picture = File.OpenHandle(path);
        var shown = path + ".shown";
        PictureOutcome outcome;
        using (var to = File.OpenHandle(shown, FileMode.Create, FileAccess.Write))
            outcome = await Pictures.Read(picture, to, cancel);
        return (outcome, await File.ReadAllBytesAsync(shown, cancel));
    }

    internal async Task<Picture> Good(byte[] content) => (await Read(content)).Outcome is var outcome ? outcome.ShouldBeOfType<Picture>((outcome as PictureRefusal)?.Reason) : null!;

    internal async Task<PictureRefusal> Refused(byte[] content, string code)
    {
        var refusal = (await Read(content)).Outcome is var outcome ? outcome.ShouldBeOfType<PictureRefusal>($"{outcome}") : null!;
        refusal.Code.ShouldBe(code, refusal.Reason);
        refusal.Reason.ShouldEndWith(".");
        refusal.Todo.ShouldEndWith(".");
        return refusal;
    }

    /// <summary>A picture after the bad one: nobody else is harmed.</summary>
    internal async Task StillReads() => (await Good(Draw.Png(8, 8))).Width.ShouldBe(8);

    public async ValueTask DisposeAsync()
    {
        await Pictures.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
