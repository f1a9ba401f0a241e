namespace Groundwork.Gates.Tests;

/// <summary>Each gate is shown a planted fault and must name it; and something close to it that is right, and must pass it.</summary>
public sealed class PlantedTests
{
    const string Features = "src/Groundwork.Server/Features";

    static string Lines(int n) => string.Concat(Enumerable.Repeat("// line\n", n));

    static void Finds(IEnumerable<string> faults, params string[] starts)
    {
        var found = faults.ToList();
        found.Count.ShouldBe(starts.Length, string.Join('\n', found));
        foreach (var (fault, start) in found.Zip(starts))
            fault.ShouldStartWith(start);
    }

    [Theory]
    [InlineData("src/Groundwork.Core/Planted.cs")]
    [InlineData("web/src/pages/Planted.tsx")]
    [InlineData("web/src/pages/Planted.module.css")]
    [InlineData("tests/Storage/PlantedTests.cs")]
    public void A_file_of_500_lines_is_found(string path)
    {
        Finds(SizeGates.Long(SourceTree.Repository.With(path, Lines(500))), $"{path} has 500 lines");
        Finds(SizeGates.Long(SourceTree.Of((path, Lines(400)))));
    }

    [Fact]
    public void A_file_of_500_lines_on_the_disk_is_found()
    {
        var root = Directory.CreateTempSubdirectory("groundwork-gates-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "src/Groundwork.Core"));
            File.WriteAllText(Path.Combine(root, "src/Groundwork.Core/Planted.cs"), Lines(500));
            Finds(SizeGates.Long(SourceTree.Read(root)), "src/Groundwork.Core/Planted.cs has 500 lines");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void A_slice_of_151_lines_is_found_and_its_migration_may_be_longer() => Finds(SizeGates.Long(SourceTree.Of(
        ($"{Features}/Work/Planted.cs", Lines(151)), ($"{Features}/Work/2026-planted.sql", Lines(151)))), $"{Features}/Work/Planted.cs has 151 lines; 150");

    [Fact]
    public void A_partial_class_is_found_unless_a_generator_writes_the_rest() => Finds(SizeGates.Partial(SourceTree.Of(
        ("src/A.cs", "public sealed partial class A { }"),
        ("src/B.cs", "partial class B { [GeneratedRegex(\"x\")] static partial Regex X(); }"),
        ("src/C.cs", "// a partial class is not wanted\nclass C { string s = \"partial class\"; }"))), "src/A.cs");

    [Fact]
    public void Banned_suffixes_are_found_in_either_language() => Finds(SizeGates.BadNames(SourceTree.Of(
        ("src/A.cs", "class TaskManager { } record UserDto(int X); interface IThingService { }\n// class CommentHelper\nclass Information { string s = \"class TextUtil\"; }"),
        ("web/src/b.ts", "export type QueueInfo = {};\nexport interface Base {}\nconst database = 1;"))),
        "src/A.cs: the name TaskManager", "src/A.cs: the name UserDto", "src/A.cs: the name IThingService", "web/src/b.ts: the name QueueInfo", "web/src/b.ts: the name Base");

    [Fact]
    public void What_is_left_for_later_is_found() => Finds(SizeGates.Unfinished(SourceTree.Of(
        ("src/A.cs", "// TO" + "DO: finish"), ("src/B.cs", "var mastodon = 1;"))), "src/A.cs");

    [Fact]
    public void What_happens_and_is_told_to_no_screen_is_found() => Finds(LiveGate.Untold(SourceTree.Of(
        ($"{Features}/Live/LogNews.cs", "    {\n        [\"task\"] = [Topic.Tasks],\n    }"),
        ($"{Features}/Work/A.cs", "class A { async Task B() => await EventCalls.Record(s, me.Id, \"task.done\", id); }"),
        ($"{Features}/Work/C.cs", "class C { async Task D() => await EventCalls.Raise(s, \"moon.rose\", null, id); }"))), $"{Features}/Work/C.cs");

    [Fact]
    public void A_second_way_out_is_found_unless_the_command_line_speaks_to_its_own_server() => Finds(OutboundGate.WaysOut(SourceTree.Of(
        ($"{Features}/Work/A.cs", "class A { object a = new System.Net.Http.HttpClient(handler); }"),
        ($"{Features}/Work/B.cs", "class B { async Task C() => await Dns.GetHostAddressesAsync(name); }"),
        ($"{Features}/Work/C.cs", "class C { Socket s = new Socket(family, type, protocol); HttpClient h = new(handler); }"),
        ($"{Features}/Work/D.cs", "// new HttpClient( is for OutboundClient\nclass D { string s = \"new HttpClient()\"; OutboundClient c; }"),
        ("src/Groundwork.Formats/E.cs", "class E { object a = new TcpClient(); }"),
        ("src/Groundwork.Server/Commands/Api.cs", "class Api { object a = new HttpClient(handler); }"),
        ("src/Groundwork.Server/Hosting/OutboundClient.cs", "class OutboundClient { object a = new HttpClient(new SocketsHttpHandler()); }"))),
        "src/Groundwork.Formats/E.cs", $"{Features}/Work/A.cs", $"{Features}/Work/B.cs", $"{Features}/Work/C.cs", $"{Features}/Work/C.cs");

    static readonly SourceTree TwoAreas = SourceTree.Of(
        ($"{Features}/Work/WorkCalls.cs", """
            public static class WorkCalls
            {
                public static async ValueTask<Lease?> Check(Session s, string id)
                {
                    return null;
                }
            }
            """),
        ($"{Features}/Work/Lease.cs", "public sealed record Lease(string Id, Slot Slot);\npublic sealed record Slot(int N);"),
        ($"{Features}/Work/Queue.cs", "public static class Queue { public static int Length; }"),
        ($"{Features}/Work/IWorkReader.cs", "public interface IWorkReader { }\npublic sealed record Finished(string Id);"));

    static string In(string usings, string body) => $"{usings}\nnamespace Groundwork.Server.Features.Quality;\nclass Planted {{ {body} }}";

    const string UsingWork = "using Groundwork.Server.Features.Work;";

    [Fact]
    public void A_call_past_the_front_door_is_found()
    {
        string[] planted =
        [
            In(UsingWork, "int n = Queue.Length;"),
            In("", "int n = Work.Queue.Length;"),
            In("", "int n = Groundwork.Server.Features.Work.Queue.Length;"),
            In("using Q = Groundwork.Server.Features.Work.Queue;", "int n = Q.Length;"),
            In("using static Groundwork.Server.Features.Work.Queue;", "int n = Length;"),
            In(UsingWork, "string s = $\"{Queue.Length}\";"),
        ];
        foreach (var text in planted)
            Finds(AreaGates.BackDoors(TwoAreas.With($"{Features}/Quality/Planted.cs", text)), $"{Features}/Quality/Planted.cs uses Work.Queue: go through WorkCalls.");
    }

    [Fact]
    public void The_front_door_what_it_gives_and_what_it_finds_by_interface_may_be_used() => Finds(AreaGates.BackDoors(TwoAreas
        .With($"{Features}/Quality/Planted.cs", In(UsingWork, "Lease l = WorkCalls.Check(); Slot s = l.Slot; IWorkReader r; Finished f; // Queue.Length\n string t = \"Queue\"; string Queued;"))
        .With("src/Groundwork.Server/Hosting/Composition.cs", $"{UsingWork}\nclass Composition {{ int n = Queue.Length; }}")));

    [Fact]
    public void A_planted_call_into_another_area_of_this_repository_is_found() => Finds(
        AreaGates.BackDoors(SourceTree.Repository.With($"{Features}/Exchange/Planted.cs",
            "using Groundwork.Server.Features.Projects;\nnamespace Groundwork.Server.Features.Exchange;\nclass Planted { object o = ProjectOntology.Of(null, null, 1); }")),
        $"{Features}/Exchange/Planted.cs uses Projects.ProjectOntology: go through ProjectCalls.");

    [Theory]
    [InlineData("INSERT INTO task (id) VALUES (1)")]
    [InlineData("UPDATE task SET open = 0 WHERE workspace = {s.Workspace}")]
    [InlineData("DELETE\n  FROM task")]
    public void A_breach_of_ownership_is_found(string sql)
    {
        var planted = $"class Planted {{ ValueTask<int> X(Session s) => s.Run($\"\"\"\n{sql}\n\"\"\"); }}";

        Finds(AreaGates.ForeignWrites(SourceTree.Repository.With($"{Features}/Quality/Planted.cs", planted)),
            $"{Features}/Quality/Planted.cs writes the table task, which belongs to Work: go through WorkCalls.");
        Finds(AreaGates.ForeignWrites(SourceTree.Repository.With("src/Groundwork.Server/Commands/Planted.cs", planted)), "src/Groundwork.Server/Commands/Planted.cs writes");
        Finds(AreaGates.ForeignWrites(SourceTree.Repository.With($"{Features}/Work/Planted.cs", planted)));
    }

    [Fact]
    public void A_circle_of_calls_is_found()
    {
        var tree = TwoAreas.With($"{Features}/Quality/QualityCalls.cs", In(UsingWork, "object o = WorkCalls.Check();").Replace("Planted", "QualityCalls", StringComparison.Ordinal));
        Finds(AreaGates.Circles(tree));

        var circle = tree
            .With($"{Features}/Work/Back.cs", "using Groundwork.Server.Features.Review;\nclass Back { object o = ReviewCalls.Do(); }")
            .With($"{Features}/Review/ReviewCalls.cs", "using Groundwork.Server.Features.Quality;\npublic static class ReviewCalls { object o = QualityCalls.X; }");
        Finds(AreaGates.Circles(circle), "Quality calls", "Review calls", "Work calls");
    }

    [Fact]
    public void A_project_that_uses_what_it_may_not_is_found()
    {
        static string Project(params string[] uses) =>
            $"<Project><ItemGroup>{string.Concat(uses.Select(u => $"<ProjectReference Include=\"../{u}/{u}.csproj\" />"))}</ItemGroup></Project>";

        Finds(ProjectGates.References(SourceTree.Of(
            ("src/Groundwork.Core/Groundwork.Core.csproj", Project("Groundwork.Storage")),
            ("src/Groundwork.Formats/Groundwork.Formats.csproj", Project("Groundwork.Core", "Groundwork.Storage")),
            ("src/Groundwork.Other/Groundwork.Other.csproj", Project("Groundwork.Server")),
            ("src/Groundwork.Server/Groundwork.Server.csproj", Project("Groundwork.Core", "Groundwork.Storage")),
            ("tests/Server/Groundwork.Server.Tests.csproj", Project("Groundwork.Server")))),
            "src/Groundwork.Core/Groundwork.Core.csproj uses Groundwork.Storage",
            "src/Groundwork.Formats/Groundwork.Formats.csproj uses Groundwork.Storage",
            "src/Groundwork.Other/Groundwork.Other.csproj uses Groundwork.Server");
    }

    [Fact]
    public void An_assembly_that_touches_the_world_is_found()
    {
        // These tests themselves read files, so their own assembly is the planted one.
        var found = PurityGate.Impurities(typeof(PlantedTests).Assembly.Location).ToList();

        found.ShouldContain("Groundwork.Gates.Tests uses System.IO.File.");
        found.ShouldContain("Groundwork.Gates.Tests uses System.IO.Directory.");
        found.ShouldContain("Groundwork.Gates.Tests uses System.Environment.get_MachineName.");
        found.ShouldContain("Groundwork.Gates.Tests uses System.Guid.NewGuid.");
        Touched.ShouldNotBeEmpty();
    }

    static string Touched => Environment.MachineName + Guid.NewGuid();

    [Fact]
    public void A_project_without_a_lock_or_a_place_in_the_solution_is_found()
    {
        var tree = SourceTree.Of(("src/A/A.csproj", "<Project/>"), ("src/B/B.csproj", "<Project/>"), ("src/B/packages.lock.json", "{}"),
            ("Groundwork.slnx", "<Project Path=\"src/A/A.csproj\" />"));

        Finds(ProjectGates.Unlocked(tree), "src/A/packages.lock.json is missing");
        Finds(ProjectGates.Unlisted(tree), "src/B/B.csproj is not in");
    }

    [Fact]
    public void A_package_that_nobody_decided_on_is_found()
    {
        var tree = SourceTree.Of(
            ("Directory.Packages.props", """
                <Project><ItemGroup Label="Runtime: each has a record"><PackageVersion Include="Npgsql" /><PackageVersion Include="Npgsql.Json" /></ItemGroup>
                <ItemGroup Label="Tests"><PackageVersion Include="xunit" /></ItemGroup></Project>
                """),
            ("src/A/A.csproj", "<Project><ItemGroup><PackageReference Include=\"Npgsql\" /><PackageReference Include=\"xunit\" /></ItemGroup></Project>"),
            ("docs/decisions/1.md", "We take Npgsql.Json."));

        Finds(ProjectGates.Undecided(tree), "The runtime package Npgsql has");
        Finds(ProjectGates.UncountedPackages(tree), "src/A/A.csproj uses xunit");
    }

    [Fact]
    public void A_change_that_nobody_wrote_down_is_found()
    {
        Finds(ProjectGates.WithoutChange(SourceTree.Of(("changes/README.md", "how to"))), "changes/ says nothing");
        Finds(ProjectGates.WithoutChange(SourceTree.Of(("changes/first.md", "It began."))));
    }

    [Fact]
    public void An_operation_without_a_test_is_found() => Finds(ProjectGates.UntestedSlices(SourceTree.Of(
        ($"{Features}/Work/TakeTask.cs", "public sealed class TakeTask : ISlice { }"),
        ($"{Features}/Work/SkipTask.cs", "public sealed class SkipTask(Db db) : ISlice { }"),
        ($"{Features}/Work/GetTask.cs", "public sealed class GetTask : ISlice { }"),
        ($"{Features}/Work/Lease.cs", "public sealed record Lease;"),
        ("tests/Server/Work/TakeTaskTests.cs", "class TakeTaskTests { }"),
        ("tests/Server/Work/OtherTests.cs", "// SkipTask and GetTasks"))), $"{Features}/Work/GetTask.cs has no test");

    [Fact]
    public void A_catalogued_thing_without_a_page_is_found() => Finds(
        ProjectGates.Undocumented(SourceTree.Of(("docs/methods/majority.md", "")), [("methods", "majority"), ("formats", "csv")]), "docs/formats/csv.md is missing");

    [Fact]
    public void A_change_without_a_line_in_the_log_is_found_and_one_by_way_of_others_is_not()
    {
        const string slice = """
            public sealed class Rename : ISlice
            {
                public static void Map(IEndpointRouteBuilder api) => api.MapPut("/x", Handle);

                static async Task<NoContent> Handle(Db db) => await db.Write("w", s => Names.Set(s));
            }
            """;
        static string Names(string last) => $$"""
            static class Names
            {
                internal static async ValueTask Set(Session s)
                {
                    await s.Run($"UPDATE x SET y = 1");
                    {{last}}
                }
            }
            """;
        static SourceTree Of(string last) => SourceTree.Of(("src/Groundwork.Server/Features/Work/Rename.cs", slice), ("src/Groundwork.Server/Features/Work/Names.cs", Names(last)));
        Finds(AuditGate.Unnoted(Of("")), "src/Groundwork.Server/Features/Work/Rename.cs changes something and leaves no line");
        AuditGate.Unnoted(Of("await EventCalls.Record(s, me, \"x.named\", id);")).ShouldBeEmpty();
    }

    [Fact]
    public void An_area_that_names_blobs_and_tells_nobody_is_found() => Finds(BlobGate.WithoutHolder(SourceTree.Of(
        ($"{Features}/Work/2026-a.sql", "CREATE TABLE picture (\n  sha256 TEXT NOT NULL\n);\n"),
        ($"{Features}/Data/2026-b.sql", "CREATE TABLE file (\n  thumbnail TEXT\n);\n"),
        ($"{Features}/Data/DataBlobs.cs", "public sealed class DataBlobs : IBlobHolder { }"))), "Work has rows");

    [Fact]
    public void A_hole_without_a_test_is_found()
    {
        var all = HoleGate.Ids.Select(id => id.Replace('-', '_')).ToList();
        Finds(HoleGate.Untested(SourceTree.Of(("tests/Server/All.cs", string.Join('\n', all)))));
        Finds(HoleGate.Untested(SourceTree.Of(("tests/Server/All.cs", string.Join('\n', all.Skip(1))))), $"No test carries the id {HoleGate.Ids[0]}");
    }
}
