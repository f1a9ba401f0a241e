namespace Groundwork.Server.Tests.Features.Accounts;

/// <summary>ListProjectMembers and SetProjectRole: other roles in one project than in the workspace.</summary>
public class ProjectRolesTests
{
    static async Task Give(Client by, Project project, Client member, string? role, int expected = 204) =>
        (await by.Put($"/api/projects/{project.Id}/members/{member.Member}", new { role })).Expect(expected);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_project_is_hidden_from_a_member_as_if_it_were_not_there(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (open, secret) = (await Project.Make(server), await Project.Make(server, name: "Secret"));
        var ada = await server.Join("reviewer");
        var lease = await secret.Lease(ada);
        var snapshot = (await secret.Freeze()).Text("id");
        var task = await secret.TaskId();
        var export = (await server.Owner.Post($"/api/snapshots/{snapshot}/exports", new { })).Expect(202).Text("id");
        await Give(server.Owner, secret, ada, "none");
        (await ada.Get("/api/jobs")).Expect(200).Items.ShouldBeEmpty();
        (await ada.Get("/api/projects")).Expect(200).Items.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(open.Id);
        var work = (await ada.Get("/api/work")).Expect(200);
        work.Body.ShouldNotContain("Secret");
        work.ItemsOf("projects").ShouldHaveSingleItem();
        foreach (var (path, id) in (List<(string, string)>)[("/api/projects/{0}", secret.Id), ("/api/projects/{0}/tasks", secret.Id), ("/api/projects/{0}/quality", secret.Id),
            ("/api/projects/{0}/snapshots", secret.Id), ("/api/tasks/{0}", task), ("/api/snapshots/{0}", snapshot), ("/api/exports/{0}/file", export), ("/api/jobs/{0}", export), ("/api/assignments/{0}", lease)])
        {
            var hidden = (await ada.Get(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, id))).Expect(404, "not_found");
            var absent = (await ada.Get(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, "0197aaaa-0000-7000-8000-000000000000"))).Expect(404, "not_found");
            (hidden.Text("title"), hidden.Text("detail")).ShouldBe((absent.Text("title"), absent.Text("detail")));
        }
        (await secret.Take(ada)).Expect(404, "not_found");
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(404, "not_found");
        await Ledger.IsExact(server, secret.Id);
        await Give(server.Owner, secret, ada, null);
        (await ada.Get($"/api/projects/{secret.Id}")).Expect(200);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_annotator_becomes_a_reviewer_in_one_project_and_sees_no_other(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (theirs, other) = (await Project.Make(server), await Project.Make(server, name: "Other"));
        var ada = await server.Join("annotator");
        (await ada.Get("/api/projects")).Expect(403, "not_allowed");
        (await ada.Get("/api/session")).ItemsOf("member.inProjects").ShouldBeEmpty();
        await Give(server.Owner, theirs, ada, "reviewer");
        (await ada.Get("/api/session")).ItemsOf("member.inProjects").ShouldHaveSingleItem().GetString().ShouldBe("reviewer");
        (await ada.Get("/api/projects")).Expect(200).Items.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(theirs.Id);
        (await ada.Get($"/api/projects/{theirs.Id}")).Expect(200).Text("role").ShouldBe("reviewer");
        (await ada.Get($"/api/projects/{theirs.Id}/disagreements")).Expect(200);
        (await ada.Get($"/api/tasks/{await theirs.TaskId()}")).Expect(200);
        (await ada.Get($"/api/projects/{other.Id}")).Expect(403, "not_allowed");
        (await ada.Get($"/api/tasks/{await other.TaskId()}")).Expect(403, "not_allowed");
        (await ada.Patch($"/api/projects/{theirs.Id}", new { name = "Mine" })).Expect(403, "not_allowed");
        (await ada.Get("/api/datasets")).Expect(403, "not_allowed");
        (await ada.Get("/api/work")).ItemsOf("projects").Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_viewer_labels_in_one_project_and_an_annotator_only_looks_on_in_another(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (one, two) = (await Project.Make(server), await Project.Make(server, name: "Two"));
        var (vic, ada) = (await server.Join("viewer", "Vic"), await server.Join("annotator"));
        (await vic.Get("/api/work")).Expect(403);
        await Give(server.Owner, one, vic, "annotator");
        (await vic.Get("/api/work")).Expect(200).ItemsOf("projects").ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(one.Id);
        await one.Label(vic, "billing");
        (await one.Take(vic)).Expect(200);
        (await two.Take(vic)).Expect(403, "not_allowed");
        (await vic.Get($"/api/projects/{one.Id}")).Expect(403, "not_allowed");
        var lease = await two.Lease(ada);
        await Give(server.Owner, two, ada, "viewer");
        (await server.Count($"SELECT count(*) FROM assignment WHERE id = {lease} AND state = 'expired'")).ShouldBe(1);
        (await two.Take(ada)).Expect(403, "not_allowed");
        (await ada.Get($"/api/projects/{two.Id}")).Expect(200);
        (await ada.Get("/api/work")).ItemsOf("projects").ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(one.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_manager_of_one_project_runs_that_one_and_lets_nobody_in_above(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (theirs, other) = (await Project.Make(server), await Project.Make(server, name: "Other"));
        var (ada, bob, max) = (await server.Join("annotator"), await server.Join("annotator", "Bob"), await server.Join("manager", "Max"));
        var owner = (await server.Owner.Get("/api/session")).Text("member.id");
        await Give(max, theirs, ada, "manager", 403);
        await Give(server.Owner, theirs, ada, "manager");
        (await ada.Patch($"/api/projects/{theirs.Id}", new { name = "Ada's" })).Expect(204);
        (await ada.Post($"/api/projects/{theirs.Id}/snapshots", new { })).Expect(201);
        (await ada.Patch($"/api/projects/{other.Id}", new { name = "Ada's, too" })).Expect(403, "not_allowed");
        var people = (await ada.Get($"/api/projects/{theirs.Id}/members")).Expect(200).Items.ToDictionary(p => p.GetProperty("name").GetString()!, p => p, StringComparer.Ordinal);
        people.Keys.Order(StringComparer.Ordinal).ShouldBe(["Ada", "Bob", "Max", "Owner"]);
        (people["Ada"].GetProperty("role").GetString(), people["Ada"].GetProperty("workspaceRole").GetString(), people["Ada"].GetProperty("changeable").GetBoolean()).ShouldBe(("manager", "annotator", false));
        (people["Bob"].GetProperty("role").GetString(), people["Bob"].GetProperty("own").GetString(), people["Bob"].GetProperty("changeable").GetBoolean()).ShouldBe(("annotator", null, true));
        await Give(ada, theirs, bob, "reviewer");
        await Give(ada, theirs, bob, "manager", 403);
        await Give(ada, theirs, ada, "reviewer", 403);
        await Give(ada, theirs, max, "none", 403);
        await Give(ada, other, bob, "reviewer", 403);
        (await ada.Put($"/api/projects/{theirs.Id}/members/{owner}", new { role = "none" })).Expect(409, "owner");
        (await server.Owner.Put($"/api/projects/{theirs.Id}/members/{owner}", new { role = "viewer" })).Expect(409, "owner");
        (await server.Owner.Put($"/api/projects/{theirs.Id}/members/{bob.Member}", new { role = "owner" })).Expect(400, "invalid");
        var stranger = (await (await server.Stranger()).Get("/api/session")).Text("member.id");
        (await server.Owner.Put($"/api/projects/{theirs.Id}/members/{stranger}", new { role = "viewer" })).Expect(404, "not_found");
        await Give(server.Owner, theirs, max, "viewer");
        (await max.Patch($"/api/projects/{theirs.Id}", new { name = "Max's" })).Expect(403, "not_allowed");
        await Give(max, theirs, max, null, 403);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_becomes_an_owner_is_one_everywhere(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        await Give(server.Owner, project, ada, "none");
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { role = "owner" })).Expect(204);
        (await ada.Get($"/api/projects/{project.Id}")).Expect(200).Text("role").ShouldBe("owner");
        (await ada.Get("/api/projects")).Items.ShouldHaveSingleItem();
        (await ada.Get($"/api/projects/{project.Id}/members")).Items.Single(p => p.GetProperty("id").GetString() == ada.Member).GetProperty("role").GetString().ShouldBe("owner");
    }
}
