using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using Groundwork.Formats;

namespace Groundwork.Gates.Tests;

/// <summary>The gates on the repository itself. What each would catch is shown in <see cref="PlantedTests"/>.</summary>
public sealed class RepositoryTests
{
    static readonly SourceTree Here = SourceTree.Repository;

    static void Passes(IEnumerable<string> faults)
    {
        var found = faults.ToList();
        if (found.Count > 0)
            Assert.Fail($"{found.Count} found:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void The_gates_see_the_repository()
    {
        Here.Under("src").Count().ShouldBeGreaterThan(100);
        Here.Has("src/Groundwork.Server/Program.cs").ShouldBeTrue();
        Here.Files.Count(f => f.Area is not null && f.Extension == ".cs").ShouldBeGreaterThan(40);
    }

    [Fact]
    public void No_source_file_has_over_400_lines_and_no_slice_over_150() => Passes(SizeGates.Long(Here));

    [Fact]
    public void No_type_is_partial_but_for_a_generator() => Passes(SizeGates.Partial(Here));

    [Fact]
    public void No_name_has_a_banned_suffix() => Passes(SizeGates.BadNames(Here));

    [Fact]
    public void Nothing_is_left_for_later() => Passes(SizeGates.Unfinished(Here));

    [Fact]
    public void Areas_are_called_only_through_their_front_door() => Passes(AreaGates.BackDoors(Here));

    [Fact]
    public void Only_the_area_that_creates_a_table_writes_it() => Passes(AreaGates.ForeignWrites(Here));

    [Fact]
    public void Every_change_leaves_a_line_in_the_audit_log() => Passes(AuditGate.Unnoted(Here));

    [Fact]
    public void Calls_between_areas_form_no_circle() => Passes(AreaGates.Circles(Here));

    [Fact]
    public void Projects_use_only_what_the_architecture_allows() => Passes(ProjectGates.References(Here));

    [Fact]
    public void Core_touches_no_file_network_clock_environment_or_chance() => Passes(PurityGate.Impurities(typeof(Catalog).Assembly.Location));

    [Fact]
    public void Every_project_has_its_lock_file() => Passes(ProjectGates.Unlocked(Here));

    [Fact]
    public void Every_project_is_in_the_solution() => Passes(ProjectGates.Unlisted(Here));

    [Fact]
    public void Every_runtime_package_has_a_decision_record() => Passes(ProjectGates.Undecided(Here));

    [Fact]
    public void Every_package_of_the_product_is_counted() => Passes(ProjectGates.UncountedPackages(Here));

    [Fact]
    public void Changes_says_what_changed() => Passes(ProjectGates.WithoutChange(Here));

    [Fact]
    public void Every_operation_has_a_test_that_names_it() => Passes(ProjectGates.UntestedSlices(Here));

    [Fact]
    public void Whatever_names_blobs_says_so_to_the_garbage_collector() => Passes(BlobGate.WithoutHolder(Here));

    [Fact]
    public void Every_published_hole_that_touches_what_is_built_has_a_test_of_its_id() => Passes(HoleGate.Untested(Here));

    [Fact]
    public void Only_the_outbound_client_speaks_to_the_network() => Passes(OutboundGate.WaysOut(Here));

    [Fact]
    public void Whatever_happens_is_told_to_the_screens_that_show_it() => Passes(LiveGate.Untold(Here));

    [Fact]
    public void CVE_2025_5173_nothing_makes_objects_of_types_that_data_names() => Passes(
        from file in Here.Under("src")
        where file.Extension == ".cs"
        from word in (string[])["BinaryFormatter", "TypeNameHandling", "NetDataContractSerializer", "SoapFormatter", "LosFormatter", "Type.GetType(", "Assembly.LoadFrom", "Assembly.LoadFile", "Assembly.UnsafeLoadFrom"]
        where file.Code.Contains(word, StringComparison.Ordinal)
        select $"{file.Path} uses {word}: data must never choose a type.");

    [Fact]
    public void Every_catalogued_algorithm_and_format_has_its_page()
    {
        (string, string)[] things =
        [
            .. Catalog.Of<ITruthMethod>().Select(t => ("methods", t.Name)),
            .. Catalog.Of<IAgreement>().Select(t => ("methods", t.Name)),
            .. Catalog.Of<IFormat>().Select(t => ("formats", t.Name)),
        ];
        things.Length.ShouldBeGreaterThan(5);
        Passes(ProjectGates.Undocumented(Here, things));
    }
}
