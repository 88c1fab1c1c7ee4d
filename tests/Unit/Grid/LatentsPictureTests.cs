using Google.Protobuf;
using SkiaSharp;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Pictures;
using Trm.Grid.Pictures.Panels;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Unit.Grid;

public class LatentsPictureTests
{
    private static readonly SudokuGrid Answer = SudokuGenerator.Minimal(2, 5).Answer;

    [Fact]
    public void Digits_that_are_wrong_are_red_right_ones_blue_and_unsure_ones_pale()
    {
        var givens = new SudokuGrid(2, new byte[16]);
        byte[] right = [.. Answer.Cells.ToArray().Select(digit => (byte)(digit + 1))];
        byte[] wrong = [.. Answer.Cells.ToArray().Select(digit => (byte)(digit % 4 + 2))];
        Assert.Equal((true, false), Seen(right, 255));
        Assert.Equal((false, true), Seen(wrong, 255));
        Assert.Equal((false, false), Seen(wrong, 20));

        (bool Blue, bool Red) Seen(byte[] classes, byte confidence)
        {
            using var picture = Draw(Step(4, 4, classes, confidence), SudokuPanel.Of(givens, Answer));
            return (picture.Pixels.Count(IsBlue) > 20, picture.Pixels.Count(IsRed) > 20);
        }
    }

    [Fact]
    public void A_row_for_every_step_and_a_panel_for_every_latent()
    {
        var step = Step(2, 3, new byte[6], 255);
        var wide = Step(2, 3, new byte[6], 255);
        wide.Latents.Insert(0, new Latent(step.Latents[0]) { Update = 1 });
        using var one = SKBitmap.Decode(LatentsPicture.Draw("t", [step, step], CellPanel.ForNumbers(3)));
        using var two = SKBitmap.Decode(LatentsPicture.Draw("t", [wide, wide, wide], CellPanel.ForNumbers(3)));
        Assert.True(two.Width > one.Width && two.Height > one.Height);
    }

    /// <summary>All moves lead east: the line from the start runs to the goal, and only there.</summary>
    [Fact]
    public void A_policy_is_coloured_by_direction_and_its_way_drawn()
    {
        var query = new PathQuery(new CostMap(6, 6, new byte[36]), new(0, 3), new(5, 3));
        using var east = Draw(Step(6, 6, new byte[36], 255), PolicyPanel.Of(query));
        using var west = Draw(Step(6, 6, [.. Enumerable.Repeat((byte)Move.W, 36)], 255), PolicyPanel.Of(query));
        Assert.True(Dark(east) > Dark(west));
        Assert.NotEqual(east.GetPixel(130, 90), west.GetPixel(130, 90));
        // A maze's third move leads east as well.
        var maze = MazeGrid.Parse("      \n      \n      \nS    G\n      \n      ");
        using var policy = Draw(Step(6, 6, [.. Enumerable.Repeat((byte)2, 36)], 255), PolicyPanel.Of(maze));
        Assert.Equal(east.Pixels, policy.Pixels);

        static int Dark(SKBitmap picture) => picture.Pixels.Count(pixel => pixel.Red < 80 && pixel.Green < 80 && pixel.Blue < 80);
    }

    private static SKBitmap Draw(StepLatents step, LatentPanel panel) => SKBitmap.Decode(LatentsPicture.Draw("t", [step], panel));

    private static StepLatents Step(int height, int width, byte[] classes, byte confidence) => new()
    {
        Step = 1, Height = (uint)height, Width = (uint)width,
        Latents = { new Latent { Cycle = 1, Update = 2, Classes = ByteString.CopyFrom(classes), Confidence = ByteString.CopyFrom([.. classes.Select(_ => confidence)]) } },
    };

    private static bool IsRed(SKColor pixel) => pixel.Red > 150 && pixel.Green < 90 && pixel.Blue < 90;

    private static bool IsBlue(SKColor pixel) => pixel.Blue > 140 && pixel.Red < 90;
}
