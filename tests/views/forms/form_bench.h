// What tests of the form share: facts of models that are made up, and a form on settings of its own.
#pragma once

#include "views/forms/field_row.h"
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

inline ModelFacts books()
{
    return {.name = "books-ttt",
            .layers = 6,
            .width = 384,
            .parameters = 11'577'605,
            .vocabulary = 8192,
            .window = 64,
            .has_trained_target = true,
            .fast_layers = {1, 2, 3, 4, 5},
            .chunk = 64,
            .inner_lr = {0.0015625},
            .decay = {0.896251, 0.970688, 0.96378, 0.961534, 0.899121},
            .target_source = TargetSource::input_embed,
            .relative_cap = 1,
            .clip = 0,
            .centre_keys = true,
            .twin = "/models/books-twin",
            .problem = {}};
}

inline ModelFacts stock()
{
    ModelFacts facts = books();
    facts.name = "Qwen3-0.6B";
    facts.has_trained_target = false;
    facts.fast_layers = {};
    facts.inner_lr = {};
    facts.decay = {};
    facts.chunk = 0;
    facts.twin.clear();
    return facts;
}

inline ModelFacts net()
{
    ModelFacts facts{.name = "fashion-mnist-bn", .kind = RunKind::images};
    facts.classes = 10;
    facts.parameters = 367'000;
    facts.batch_norm = true;
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
