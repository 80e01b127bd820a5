package io.residuum.actors.run;

/** Experiments small enough to be trained in a test, and with everything in them that recovery could get wrong. */
final class Experiments {

    private Experiments() {}

    /**
     * 44 training images in mini-batches of 16 as 2 × 8: the epoch's border lies inside iteration 2. Warm-up ends at 4, the
     * rate drops at 9, evaluations follow 5, 10 and the last; segments of 4 make a last one of 2. Dropout draws
     * in every step.
     */
    static final String CROSSING =
            """
            experiment {
              name = "crossing everything"
              dataset = tiny
              seeds = [1, 2]
              recipe {
                preset = cifar
                iterations = 14
                mini-batch = 16
                slices = 2
                evaluate-every = 5
                learning-rate {
                  rate = 0.1
                  warm-up { rate = 0.01, iterations = 4 }
                  schedule { type = steps, drops = [9], factor = 0.1 }
                }
              }
              variants = [
                { name = dropped, network = resnet-8, unit = original, shortcut { type = dropout, keep = 0.5 } }
                { name = full, network = resnet-8, unit = full-preactivation }
              ]
            }
            """;

    /**
     * Three seeds that decide together after 4, 8 and 12 iterations: nothing is ever better by nine tenths, so the rate drops at 8
     * and 12.
     */
    static final String PLATEAU =
            """
            experiment {
              name = "falling together"
              dataset = tiny
              seeds = [3, 1, 2]
              recipe {
                preset = cifar
                iterations = 14
                mini-batch = 16
                evaluate-every = 4
                learning-rate {
                  rate = 0.1
                  warm-up = none
                  schedule { type = plateau, factor = 0.1, patience = 1, threshold = 0.9, most-drops = 3 }
                }
              }
              variants = [{ name = original, network = resnet-8, unit = original }]
            }
            """;

    static final String CHOICE =
            """
            experiment {
              name = "a choice"
              dataset = tiny
              seeds = [1, 2]
              recipe {
                preset = cifar
                iterations = 8
                mini-batch = 16
                evaluate-every = 4
                learning-rate { rate = 0.1, warm-up = none, schedule { type = steps, drops = [6], factor = 0.1 } }
              }
              variants = [{ name = gated, network = resnet-8, shortcut { type = exclusive-gating }
                selection { grid { shortcut.bias = [0, -3] }, folds = 2 } }]
            }
            """;

    static final String SEGMENTS_OF_FOUR = "residuum.actors.segment { iterations = 4 }";

    /** Its first updates throw the weights so far that the loss overflows. */
    static final String DIVERGING =
            """
            experiment {
              name = "diverging"
              dataset = tiny
              seeds = [1, 2, 3]
              recipe {
                preset = cifar
                iterations = 12
                mini-batch = 16
                learning-rate { rate = 1e30, warm-up { rate = 1e30, iterations = 1 } }
              }
              variants = [{ name = wild, network = resnet-8, unit = original }]
            }
            """;
}
