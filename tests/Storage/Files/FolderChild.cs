namespace Groundwork.Storage.Tests.Files;

/// <summary>Takes a data folder and keeps it until its input ends or it is killed.</summary>
static class FolderChild
{
    public static async Task<int> Hold(string path)
    {
        using var folder = DataFolder.TryOpen(path);
        Console.WriteLine(folder is null ? "refused" : "held");
        if (folder is not null)
            await Console.In.ReadLineAsync();
        return 0;
    }
}
