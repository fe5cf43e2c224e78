// A run on paper: its numbers and its views, as one HTML file or PDF.
#pragma once

#include "views/run_model.h"

#include <QImage>
#include <QString>

#include <vector>

namespace ttt {

struct ReportPicture {
    QString title;
    QString note;  // how many points were drawn of how many stored
    QImage image;
};

/// Self-contained: pictures are embedded.
QString report_html(const RunModel& run, const QString& session, const std::vector<ReportPicture>& pictures);

/// By the file's ending, .pdf or .html. A sentence when it could not be written, else empty.
QString save_report(const QString& html, const QString& path);

}  // namespace ttt
