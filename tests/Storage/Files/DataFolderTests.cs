namespace Groundwork.Storage.Tests.Files;

/// <summary>A data folder has one owner, for as long as that process lives and no longer.</summary>
public sealed class DataFolderTests
{
    [Fact]
    public async Task A_second_process_is_refused_while_the_first_lives_and_let_in_after_a_kill()
    {
        using var parent = new TestFolder();
        var path = parent.At("deep/data");
        using var first = Child.Start([], "hold-folder", path);
        await first.Says("held");

        (await Child.Run([], "hold-folder", path)).ShouldBe("refused [exit 0]");
        DataFolder.TryOpen(path).ShouldBeNull();
        await first.KillHard();

        using var mine = DataFolder.TryOpen(path);
        mine.ShouldNotBeNull();
        (await Child.Run([], "hold-folder", path)).ShouldBe("refused [exit 0]");
    }

    [Fact]
    public void A_folder_that_was_given_back_can_be_taken_again()
    {
        using var parent = new TestFolder();
        using (DataFolder.TryOpen(parent.At("data")))
            DataFolder.TryOpen(parent.At("data")).ShouldBeNull();

        using var again = DataFolder.TryOpen(parent.At("data"));
        again.ShouldNotBeNull().At("x").ShouldBe(parent.At("data/x"));
    }

    [Fact]
    public void Each_run_has_its_own_name_and_knows_the_one_before()
    {
        using var parent = new TestFolder();
        NodeName first, second;
        using (var folder = DataFolder.TryOpen(parent.At("data")))
            first = folder!.Enter();
        // Whoever only looks into it isn't a run.
        using (DataFolder.TryOpen(parent.At("data")))
            first.Before.ShouldBeNull();
        using (var folder = DataFolder.TryOpen(parent.At("data")))
            second = folder!.Enter();

        second.Id.ShouldNotBe(first.Id);
        (second.Before, second.Outlived(first.Id), second.Outlived(second.Id), first.Outlived(null)).ShouldBe((first.Id, true, false, false));
    }

    [Fact]
    public void What_is_no_name_is_nobody()
    {
        using var parent = new TestFolder();
        Directory.CreateDirectory(parent.At("data"));
        File.WriteAllText(parent.At("data/lock"), new string('?', 32));
        using var folder = DataFolder.TryOpen(parent.At("data"));

        folder!.Enter().Before.ShouldBeNull();
    }

    [Fact]
    public void Nobody_else_on_the_machine_can_look_into_it()
    {
        using var parent = new TestFolder();
        using var folder = DataFolder.TryOpen(parent.At("data"));

        File.GetUnixFileMode(parent.At("data")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
