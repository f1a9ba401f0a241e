namespace Groundwork.Core.Tests;

public sealed class CatalogTests
{
    public interface IShape : ICatalogued;

    public sealed class Square : IShape
    {
        public string Name => "square";
        public string Title => "Square";
        public string Description => "Four sides.";
    }

    public sealed class Circle : IShape
    {
        public string Name => "circle";
        public string Title => "Circle";
        public string Description => "No side.";
    }

    public interface IUnfinished : ICatalogued;

    public abstract class Unfinished : IUnfinished
    {
        public string Name => "unfinished";
        public string Title => "Unfinished";
        public string Description => "Cannot be made.";
    }

    public interface IClash : ICatalogued;

    public sealed class FirstClash : IClash
    {
        public string Name => "clash";
        public string Title => "First";
        public string Description => "Shares a name.";
    }

    public sealed class SecondClash : IClash
    {
        public string Name => "clash";
        public string Title => "Second";
        public string Description => "Shares a name.";
    }

    public interface IArgued : ICatalogued;

    public sealed class Argued(string name) : IArgued
    {
        public string Name => name;
        public string Title => "Argued";
        public string Description => "Needs an argument.";
    }

    [Fact]
    public void Two_implementers_of_one_name_are_refused() =>
        Should.Throw<InvalidOperationException>(() => Catalog.Of<IClash>()).Message.ShouldContain("\"clash\"");

    [Fact]
    public void An_implementer_that_needs_arguments_is_refused_by_name() =>
        Should.Throw<InvalidOperationException>(() => Catalog.Of<IArgued>()).Message.ShouldContain(nameof(Argued));

    [Fact]
    public void Implementers_are_found_in_the_order_of_their_names() =>
        Catalog.Of<IShape>().Select(s => s.Name).ShouldBe(["circle", "square"]);

    [Fact]
    public void The_same_instances_are_given_every_time() =>
        Catalog.Of<IShape>().ShouldBeSameAs(Catalog.Of<IShape>());

    [Fact]
    public void One_is_found_by_its_exact_name()
    {
        Catalog.Named<IShape>("square").ShouldBeOfType<Square>();
        Catalog.Named<IShape>("Square").ShouldBeNull();
        Catalog.Named<IShape>("triangle").ShouldBeNull();
    }

    [Fact]
    public void An_abstract_type_is_no_implementer() => Catalog.Of<IUnfinished>().ShouldBeEmpty();
}
