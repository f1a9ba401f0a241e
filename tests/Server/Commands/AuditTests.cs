using Groundwork.Server.Tests.Features.Audit;

namespace Groundwork.Server.Tests.Commands;

/// <summary>The audit verbs: what the server says of its own log, and what somebody else finds out from a folder alone.</summary>
public class AuditTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_log_is_verified_from_a_checkpoint_on_and_taken_away_in_tiles(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        var early = (await ground.Run("audit", "checkpoint")).Good().Output;
        early.Split('\n')[0].ShouldStartWith("groundwork");
        var since = await ground.File("early.checkpoint", early);
        var items = await ground.File("texts.jsonl", "{\"id\":\"1\",\"text\":\"One\"}\n{\"id\":\"2\",\"text\":\"Two\"}\n");
        (await ground.Run("import", "items", items, "--dataset", "Letters")).Good();

        var verified = (await ground.Run("audit", "verify", "--since", since, "--json")).Good().Json;
        verified.GetProperty("faults").GetArrayLength().ShouldBe(0);
        var result = verified.GetProperty("result");
        result.GetProperty("since").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(early.Split('\n')[1]);
        result.GetProperty("size").GetInt64().ShouldBeGreaterThan(result.GetProperty("since").GetInt64());
        (await ground.Run("audit", "verify")).Good().Output.ShouldContain("Everything is as it was written.");

        var folder = Path.Combine(ground.Data, "tiles");
        (await ground.Run("audit", "tiles", folder)).Good();
        var (code, said) = await StandAlone.Check(folder, "--since", since);
        (code, said).ShouldSatisfyAllConditions(r => r.code.ShouldBe(0, r.said), r => r.said.ShouldContain("all holds"));
        // Going on later writes what is new beside what is there.
        (await ground.Run("import", "items", await ground.File("more.jsonl", "{\"id\":\"3\",\"text\":\"Three\"}\n"), "--dataset", "Letters")).Good();
        (await ground.Run("audit", "tiles", folder)).Good();
        (await StandAlone.Check(folder)).Code.ShouldBe(0);

        var line = Directory.EnumerateFiles(Path.Combine(folder, "tile", "entries"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        var bytes = await File.ReadAllBytesAsync(line);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(line, bytes);
        (await StandAlone.Check(folder)).Code.ShouldBe(1);
    }

    [Theory, OnSqlite]
    public async Task A_checkpoint_of_another_log_proves_nothing_and_a_missing_one_is_named(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        await using var other = await Ground.New(engine);
        var strange = await ground.File("strange.checkpoint", (await other.Run("audit", "checkpoint")).Good().Output);
        var refused = await ground.Run("audit", "verify", "--since", strange);
        refused.Code.ShouldBe(1);
        var missing = await ground.Run("audit", "verify", "--since", Path.Combine(ground.Data, "nowhere"));
        (missing.Code, missing.Errors).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Errors.ShouldContain("There is no file"));
    }
}
