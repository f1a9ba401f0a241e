using Groundwork.Server.Features.Live;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Features.Live;

/// <summary>What one stream holds for its reader: topics, each once and never many.</summary>
public class ChangeStreamTests
{
    static readonly CurrentMember Max = new("max", "w", "Max", Roles.Manager, "person", ByCookie: true);
    static readonly Rights All = new("max", Roles.Manager, new Dictionary<string, Roles>(), 1000);

    static ChangeStream Begun()
    {
        var stream = new ChangeStream(Max, () => new Mark(7, 70));
        stream.Look();
        stream.Begin(All, []).ShouldBeTrue();
        return stream;
    }

    static async Task<Telling> Next(ChangeStream stream) => await stream.Next(TimeSpan.FromMilliseconds(20), CancellationToken.None);

    [Fact]
    public async Task What_happens_often_waits_once_and_a_reader_who_takes_nothing_holds_no_more_for_it()
    {
        using var stream = Begun();
        await Next(stream);
        for (var n = 0; n < 100_000; n++)
            stream.Hear([new("w", Topic.Tasks, "p" + n % 7)]);
        stream.Pending.ShouldBe(7);
        var told = await Next(stream);
        told.Changes.Select(c => c.Id).ShouldBe(["p0", "p1", "p2", "p3", "p4", "p5", "p6"]);
        (told.Everything, told.Told).ShouldBe((false, new Mark(7, 70)));
        for (var n = 0; n < 100_000; n++)
            stream.Hear([new("w", Topic.Tasks, "p" + n)]);
        stream.Pending.ShouldBeLessThan(ChangeStream.MostPending);
        told = await Next(stream);
        (told.Everything, told.Changes.Count).ShouldBe((true, 0));
        told = await Next(stream);
        (told.Everything, told.Changes.Count).ShouldBe((false, 0), "and then there is nothing more");
    }

    [Fact]
    public void Who_hears_something_while_it_looks_has_to_look_again()
    {
        using var stream = new ChangeStream(Max, () => default);
        stream.Look();
        stream.Hear([new("w", Topic.Tasks, "p")]);
        stream.Begin(All, []).ShouldBeFalse();
        stream.Look();
        stream.Narrow(null);
        stream.Begin(All, []).ShouldBeFalse();
        stream.Look();
        stream.Begin(All, []).ShouldBeTrue();
    }

    [Fact]
    public async Task What_waited_for_somebody_who_may_not_read_it_any_more_is_not_said()
    {
        using var stream = Begun();
        await Next(stream);
        stream.Hear([new("w", Topic.Tasks, "p")]);
        stream.Narrow(All with { Projects = new Dictionary<string, Roles> { ["p"] = Roles.None } });
        var told = await Next(stream);
        told.Changes.ShouldBe([new("access", null)]);
        told.Everything.ShouldBeTrue();
        stream.Hear([new("w", Topic.Tasks, "p"), new("w", Topic.Tasks, "q")]);
        (await Next(stream)).Changes.ShouldBe([new("tasks", "q")]);
        stream.Narrow(null);
        (await Next(stream)).Ended.ShouldBeTrue();
    }

    [Fact]
    public void Each_topic_is_for_those_who_may_read_it()
    {
        var rights = new Rights("ada", Roles.Annotator, new Dictionary<string, Roles> { ["mine"] = Roles.Reviewer, ["hidden"] = Roles.None }, 1);
        rights.Hears(new("w", Topic.Tasks, "mine")).ShouldBeTrue();
        rights.Hears(new("w", Topic.Reviews, "mine")).ShouldBeTrue();
        rights.Hears(new("w", Topic.People, "mine")).ShouldBeFalse();
        rights.Hears(new("w", Topic.Tasks, "other")).ShouldBeFalse();
        rights.Hears(new("w", Topic.Work, "other")).ShouldBeTrue();
        rights.Hears(new("w", Topic.Work, "hidden")).ShouldBeFalse();
        rights.Hears(new("w", Topic.Views, null)).ShouldBeTrue();
        rights.Hears(new("w", Topic.Members, null)).ShouldBeFalse();
        rights.Hears(new("w", Topic.Account, null, "ada")).ShouldBeTrue();
        rights.Hears(new("w", Topic.Account, null, "bob")).ShouldBeFalse();
        var owner = new Rights("o", Roles.Owner, new Dictionary<string, Roles> { ["hidden"] = Roles.None }, 1);
        owner.Hears(new("w", Topic.Tasks, "hidden")).ShouldBeTrue();
        foreach (var name in Topic.Names)
            typeof(Topic).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic).Select(f => f.GetValue(null)).OfType<Topic>().ShouldContain(t => t.Name == name);
    }

    [Theory]
    [InlineData("12-34", true)]
    [InlineData("12", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-1-2", false)]
    [InlineData("1-2-3", false)]
    [InlineData("99999999999999999999-1", false)]
    public void A_position_is_read_as_it_was_written(string? text, bool good)
    {
        (Mark.Of(text) is not null).ShouldBe(good);
        if (good)
            Mark.Of(text)!.Value.ToString().ShouldBe(text);
    }
}
