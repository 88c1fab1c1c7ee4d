using System.Text.Json;
using Trm.Grid.Model;

namespace Trm.Grid.Tests.Unit.Model;

public class PresetTests
{
    [Fact]
    public void Every_preset_is_sound_and_its_examples_fit_it()
    {
        foreach (var preset in Presets.All)
        {
            preset.Configuration.Check();
            preset.Recipe.Check();
            if (preset.Generator is null) continue;
            Assert.Equal(preset.Configuration.Shape, preset.Examples(1).Shape);
            Assert.Equal(preset.Configuration.Shape, preset.HeldOut(1).Shape);
        }
        Assert.Equal(Presets.All.Count, Presets.All.Select(preset => preset.Name).Distinct().Count());
    }

    [Fact]
    public void Preset_without_a_generator_asks_for_a_dataset() =>
        Assert.Contains("dataset", Assert.Throws<ArgumentException>(() => Presets.Find("arc-agi-1")!.Examples(1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Configurations_and_recipes_survive_their_json_and_unknown_members_are_refused()
    {
        foreach (var preset in Presets.All)
        {
            Assert.Equal(preset.Configuration, Round(preset.Configuration));
            Assert.Equal(preset.Recipe, Round(preset.Recipe));
        }
        Assert.Contains("\"latent_steps\":6", JsonSerializer.Serialize(Presets.Find("sudoku-mlp")!.Configuration, ModelJson.Options), StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Recipe>("{\"bach\":3}", ModelJson.Options));

        static T Round<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, ModelJson.Options), ModelJson.Options)!;
    }

    /// <summary>What people can set is what they can read about, word for word.</summary>
    [Fact]
    public void Every_setting_and_every_word_that_one_takes_stands_in_the_documentation()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Trm.Grid.sln"))) folder = folder.Parent!;
        var text = File.ReadAllText(Path.Combine(folder.FullName, "services", "Training", "Settings.md"));
        var settings = typeof(Recipe).GetProperties().Concat(typeof(ModelConfiguration).GetProperties()).Where(one => one.CanWrite && !(one.Name is "Steps" or "BudgetMinutes" or "Shape"));
        foreach (var setting in settings)
        {
            string[] words = [setting.Name, .. setting.PropertyType.IsEnum ? Enum.GetNames(setting.PropertyType) : []];
            Assert.All(words, word => Assert.Contains($"`{JsonNamingPolicy.SnakeCaseLower.ConvertName(word)}`", text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Parameters_are_counted_without_making_them()
    {
        foreach (var preset in Presets.All)
        {
            using var network = Network.Create(preset.Configuration, 1);
            Assert.Equal(network.ParameterCount, preset.Configuration.ParameterCount);
        }
    }
}
