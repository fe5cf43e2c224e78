// Which methods are to be compared: a tick for each, with the settings that matter most beside it.
#pragma once

#include "app/compare_methods.h"
#include "engine/model/model_config.h"
#include "engine/records/settings/settings.h"

#include <QWidget>

#include <optional>
#include <vector>

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace ttt {

/// One run to come.
struct PickedMethod {
    QString name;  // "LoRA"
    std::string method;
    RunConfig config;
};

/// GUI thread. frozen is always read, and first. Settings that are not here come from the form when it is set to the
/// same method, else they are the method's own.
class MethodPicks : public QWidget {
    Q_OBJECT
public:
    explicit MethodPicks(QWidget* parent = nullptr);

    /// What the form says: settings that all methods share, those of its own method if they can be, and the model.
    /// Ticks and what was typed stay.
    void set_form(const std::optional<RunConfig>& shared, const std::optional<RunConfig>& of_form,
                  const ModelFacts& facts, const DeviceFacts& device, const ModelConfig& model);

    /// In the order in which they run; complete but for model and document. Empty when there is a problem().
    std::vector<PickedMethod> picked() const;
    /// Why Run is not possible, a sentence; empty when it is.
    QString problem() const;

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct PickedSetting {
        const Setting* setting;
        QLabel* label;
        QLineEdit* line;
    };
    struct Row {
        std::string method;           // or "frozen"
        std::optional<RunKind> kind;  // of the runs that it is for; nullopt: any
        QCheckBox* tick;
        std::vector<PickedSetting> settings;
        QLabel* chosen;  // what is not the default and has no line here
        bool is_control;
        QLabel* reason;
        QString problem;  // empty: it can run
    };

    void add_row(QGridLayout& grid, const std::string& method, const std::vector<const char*>& keys);
    bool is_offered(const Row& row) const { return !row.kind || *row.kind == facts_.kind; }
    void untick_impossible();
    QString read(const Row& row, RunConfig& config) const;  // the problem
    void refresh();
    void show_row(Row& row);
    void show_chosen(Row& row, const RunConfig& config);
    void take_colours();

    std::vector<Row> rows_;
    std::optional<RunConfig> shared_, of_form_;
    ModelFacts facts_;
    DeviceFacts device_;
    ModelConfig model_;
    std::string ticked_for_;  // name of the model that the ticks were set for
};

}  // namespace ttt
