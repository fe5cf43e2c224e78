// What tests of the form share: facts of models that are made up, and a form on settings of its own.
#pragma once

#include "views/forms/field_row.h"
#include "views/forms/field_text.h"
#include "views/forms/preset_menu.h"
#include "views/forms/run_form.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QTemporaryDir>

namespace ttt::test {

/// As the engine resolves empty choices; the numbers are made up.
inline std::vector<RunConfig> own_choices_of_all()
{
    RunConfig sgd, rms, sgd_down, lora;
    sgd.method = rms.method = "dynamic-evaluation";
    sgd.segment = rms.segment = lora.segment = 48;
    sgd.optimizer = "sgd";
    rms.optimizer = "rms";
    sgd.parameters = rms.parameters = "all";
    sgd.lr = 0.25;
    rms.lr = 0.002;
    rms.prior_decay = 0.003;
    rms.epsilon = 3e-5;
    rms.statistics_tokens = 1000;
    lora.method = "lora";
    lora.optimizer = "adam";
    lora.parameters = "q,v";
    lora.lr = 0.004;
    lora.rank = 6;
    lora.alpha = 12.0;
    lora.steps = 1;
    sgd_down = sgd;
    sgd_down.parameters = "down";
    sgd_down.lr = 0.75;
    return {sgd, rms, sgd_down, lora};
}

inline ModelFacts books()
{
    return {.name = QStringLiteral("books-ttt"),
            .layers = 6,
            .parameters = 11'577'605,
            .vocabulary = 8192,
            .window = 64,
            .fast_layers = {1, 2, 3, 4, 5},
            .chunk = 64,
            .inner_lr = {0.0015625},
            .decay = {0.896251, 0.970688, 0.96378, 0.961534, 0.899121},
            .target = QStringLiteral("input_embed"),
            .cap = 1.0,
            .clip = {},
            .centre_keys = true,
            .has_twin = true,
            .twin = QStringLiteral("/models/books-twin"),
            .problem = {},
            .own = own_choices_of_all()};
}

inline ModelFacts stock()
{
    ModelFacts facts = books();
    facts.name = QStringLiteral("Qwen3-0.6B");
    facts.fast_layers = {};
    facts.inner_lr = {};
    facts.decay = {};
    facts.chunk = 0;
    facts.has_twin = false;
    facts.twin.clear();
    return facts;
}

/// A form on settings of its own.
struct Bench {
    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    RunForm form{settings};

    explicit Bench(const ModelFacts& model = books())
    {
        form.set_model(model);
        form.set_device({.cuda = true, .cuda_reason = {}});
        form.resize(220, 300);
    }

    QLineEdit* line(const char* key) { return form.findChild<QLineEdit*>(QLatin1String(key)); }
    QComboBox* list(const char* key) { return form.findChild<QComboBox*>(QLatin1String(key)); }
    QCheckBox* tick(const char* key) { return form.findChild<QCheckBox*>(QLatin1String(key)); }
    QString reason(const char* key)
    {
        const auto* label = form.findChild<QLabel*>(QLatin1String(key) + QStringLiteral("_reason"));
        return label->isHidden() ? QString() : label->text();
    }
    void choose(const char* key, const QString& value) { list(key)->setCurrentIndex(list(key)->findData(value)); }
    QMenu* presets() { return form.title_actions().front()->menu(); }
    QAction* preset(const QString& name)
    {
        Q_EMIT presets()->aboutToShow();
        for (QAction* action : presets()->actions())
            if (action->text() == name)
                return action;
        return nullptr;
    }
};

}  // namespace ttt::test
