-- Writes every tree as an HTML fragment. In: one tree a line on stdin. Out: one JSON string a line.
local options = pandoc.WriterOptions{
  section_divs = true, wrap_text = 'none', html_math_method = 'mathml', email_obfuscation = 'none',
}
for line in io.lines() do
  local html = pandoc.write(pandoc.read(line, 'json'), 'html5', options)
  io.write(pandoc.json.encode(html), '\n')
end
