import { readFileSync } from "node:fs";

/** A text of about a thousand words with headings: enough for six lessons. */
export const waterCycle = {
  title: "The Water Cycle",
  text: readFileSync(new URL("../../scripts/demo-source.md", import.meta.url), "utf8").replace(
    /^---\n[\s\S]*?\n---\n/,
    "",
  ),
};

/** Enough for one lesson, and about nothing else in these tests. */
export const honeyBees = {
  title: "Honey bees and their hive",
  text: [
    "# The colony",
    "A honey bee colony is a society of one queen, several hundred drones and up to 60,000 worker bees. The queen is the only bee that lays fertilised eggs, and in early summer she lays about 1,500 of them every day. Drones are male bees whose only task is to mate with a queen from another colony. Worker bees are females that do everything else: they clean the hive, feed the larvae, build comb, guard the entrance and collect nectar.",
    "# Making honey",
    "Nectar is a sugary liquid that flowers produce to attract insects. A worker bee carries nectar home in her honey stomach, a pouch that is separate from the stomach she digests with. In the hive the nectar is passed from bee to bee, and enzymes change its sugars. The bees then spread it over the comb and fan it with their wings until its water content falls below 18 percent. Honey is nectar that has been thickened in this way. When a cell is full the bees close it with wax, because honey that takes up moisture would ferment.",
    "# The waggle dance",
    "The waggle dance is a movement by which a forager tells other bees where food can be found. The angle of the dance on the comb shows the direction of the flowers relative to the sun. The length of the waggle run shows their distance: one second stands for roughly 750 metres. Karl von Frisch described the dance in 1927 and received the Nobel Prize for his work in 1973.",
  ].join("\n\n"),
};

export const inGerman = {
  title: "Der Wasserkreislauf",
  text: "Der Wasserkreislauf ist die ständige Bewegung des Wassers zwischen den Meeren, der Luft und dem Land. Die Sonne treibt den Kreislauf an, indem sie Wasser verdunsten lässt, und die Schwerkraft vollendet ihn, indem sie das Wasser wieder nach unten zieht. Jedes Jahr fallen ungefähr 505000 Kubikkilometer Wasser als Regen und Schnee, das meiste davon über dem Meer. Verdunstung nennt man den Übergang von flüssigem Wasser in Dampf unterhalb des Siedepunktes. Die Pflanzen geben durch ihre Blätter ebenfalls Wasserdampf ab, was man Transpiration nennt. In der Höhe kühlt die Luft ab, der Dampf kondensiert zu winzigen Tropfen, und es entstehen Wolken. Wenn die Tropfen schwer genug geworden sind, fallen sie als Niederschlag auf die Erde zurück. Ein Teil des Regens versickert im Boden und füllt das Grundwasser auf, ein anderer fließt in Bächen und Flüssen zum Meer.",
};
