// The words of a run's settings: what can be chosen, and how files spell it.
#pragma once

#include "engine/records/words.h"

#include <array>

namespace ttt {

/// Which models read.
enum class Arms { paired, adapted, frozen };

template <>
inline constexpr std::array spellings<Arms>{Spelling{Arms::paired, "paired"}, Spelling{Arms::adapted, "adapted"},
                                            Spelling{Arms::frozen, "frozen"}};

/// What an update writes.
enum class Target { trained, lm_aligned, reconstruction, previous };

template <>
inline constexpr std::array spellings<Target>{
    Spelling{Target::trained, "trained"}, Spelling{Target::lm_aligned, "lm-aligned"},
    Spelling{Target::reconstruction, "reconstruction"}, Spelling{Target::previous, "previous"}};

/// What targets are made of.
enum class TargetSource { hidden_states, input_embed };

template <>
inline constexpr std::array spellings<TargetSource>{Spelling{TargetSource::hidden_states, "hidden_states"},
                                                    Spelling{TargetSource::input_embed, "input_embed"}};

/// What takes the place of what was learned; random: numbers of the same norm.
enum class Control { none, random };

template <>
inline constexpr std::array spellings<Control>{Spelling{Control::none, "none"}, Spelling{Control::random, "random"}};

/// Where adapted gets worse than frozen: nothing; the run says so; a guarded arm goes on frozen from there, too.
enum class Guard { off, mark, arm };

template <>
inline constexpr std::array spellings<Guard>{Spelling{Guard::off, "off"}, Spelling{Guard::mark, "mark"},
                                             Spelling{Guard::arm, "arm"}};

enum class Optimizer { sgd, rms, adam };

template <>
inline constexpr std::array spellings<Optimizer>{Spelling{Optimizer::sgd, "sgd"}, Spelling{Optimizer::rms, "rms"},
                                                 Spelling{Optimizer::adam, "adam"}};

/// The tensors that dynamic evaluation changes: RunConfig::parameters of a method that is not LoRA.
enum class LearnedPart { all, down, norms };

template <>
inline constexpr std::array spellings<LearnedPart>{
    Spelling{LearnedPart::all, "all"}, Spelling{LearnedPart::down, "down"}, Spelling{LearnedPart::norms, "norms"}};

/// Which prediction of a batch of images counts: that before the update it brings, or that after it.
enum class Scored { before, after };

template <>
inline constexpr std::array spellings<Scored>{Spelling{Scored::before, "before"}, Spelling{Scored::after, "after"}};

/// Where tensors are.
enum class Device { cpu, cuda };

template <>
inline constexpr std::array spellings<Device>{Spelling{Device::cpu, "cpu"}, Spelling{Device::cuda, "cuda"}};

/// Number format of what is computed with. A checkpoint has words of its own for what it holds.
enum class Dtype { f32, bf16 };

template <>
inline constexpr std::array spellings<Dtype>{Spelling{Dtype::f32, "f32"}, Spelling{Dtype::bf16, "bf16"}};

}  // namespace ttt
